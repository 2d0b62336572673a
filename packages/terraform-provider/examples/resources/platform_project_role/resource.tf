resource "platform_project" "shipping" {
  key          = "shipping"
  display_name = "Shipping"
}

resource "platform_project_role" "deployer" {
  name         = "Deployer"
  project_key  = platform_project.shipping.key
  environments = ["DEV", "PROD"]
  actions      = ["READ_REPOSITORY", "DEPLOY_CACHE_REPOSITORY"]
}
