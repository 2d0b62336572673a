resource "platform_keystone_identity_provider" "ci" {
  id          = "ci"
  description = "Pipelines"
  remote_ids  = ["https://gitlab.example.org"]
}
