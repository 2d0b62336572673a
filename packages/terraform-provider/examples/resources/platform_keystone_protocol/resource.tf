resource "platform_keystone_identity_provider" "builds" {
  id         = "builds"
  remote_ids = ["https://gitlab.example.net"]
}

resource "platform_keystone_mapping" "builds" {
  id = "builds"

  rules_json = jsonencode([
    {
      remote = [{ type = "sub" }]
      local  = [{ user = { name = "{0}" } }]
    },
  ])
}

resource "platform_keystone_protocol" "openid" {
  identity_provider_id = platform_keystone_identity_provider.builds.id
  id                   = "openid"
  mapping_id           = platform_keystone_mapping.builds.id
}
