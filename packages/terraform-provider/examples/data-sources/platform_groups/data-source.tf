data "platform_groups" "all" {}

data "platform_groups" "deploying" {
  name_contains = "deploy"
}

output "groups" {
  value = data.platform_groups.all.names
}
