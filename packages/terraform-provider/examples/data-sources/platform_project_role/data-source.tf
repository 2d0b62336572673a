data "platform_project_role" "deployer" {
  project_key = "shipping"
  name        = "Deployer"
}

output "actions" {
  value = data.platform_project_role.deployer.actions
}
