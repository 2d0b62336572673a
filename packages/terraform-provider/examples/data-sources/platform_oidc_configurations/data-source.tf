data "platform_oidc_configurations" "all" {}

# Those that accept tokens made for anybody.
output "without_audience" {
  value = [
    for one in data.platform_oidc_configurations.all.configurations : one.name if one.audience == null
  ]
}
