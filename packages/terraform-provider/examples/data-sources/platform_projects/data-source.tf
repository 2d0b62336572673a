data "platform_projects" "all" {}

output "project_keys" {
  value = data.platform_projects.all.projects[*].key
}
