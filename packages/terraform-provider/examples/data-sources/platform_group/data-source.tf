data "platform_group" "deployers" {
  name = "deployers"
}

output "deployers" {
  value = data.platform_group.deployers.description
}
