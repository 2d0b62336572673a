data "platform_keystone_mappings" "all" {}

output "mappings" {
  value = data.platform_keystone_mappings.all.ids
}
