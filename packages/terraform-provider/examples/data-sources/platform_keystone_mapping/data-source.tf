data "platform_keystone_mapping" "pipelines" {
  id = "pipelines"
}

output "rules" {
  value = jsondecode(data.platform_keystone_mapping.pipelines.rules_json)
}
