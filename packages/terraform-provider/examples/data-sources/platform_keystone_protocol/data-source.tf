data "platform_keystone_protocol" "openid" {
  identity_provider_id = "builds"
  id                   = "openid"
}

output "mapping" {
  value = data.platform_keystone_protocol.openid.mapping_id
}
