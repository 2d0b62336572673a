data "platform_project" "billing" {
  key = "billing"
}

output "billing" {
  value = data.platform_project.billing.display_name
}
