resource "platform_project" "billing" {
  key          = "billing"
  display_name = "Billing"
  description  = "Invoices and accounts"

  admin_privileges = {
    manage_members   = true
    manage_resources = true
    index_resources  = true
  }
}
