resource "platform_group" "deployers" {
  name        = "deployers"
  description = "What may deploy to production"
}
