resource "platform_group" "operators" {
  name = "operators"
}

# Pipelines of one project's protected branches are users of their own name in the group.
resource "platform_keystone_mapping" "pipelines" {
  id = "pipelines"

  rules_json = jsonencode([
    {
      remote = [
        { type = "sub" },
        { type = "project_id", any_one_of = ["4711"] },
        { type = "ref_protected", any_one_of = ["true"] },
      ]
      local = [
        {
          user  = { name = "{0}" }
          group = { name = platform_group.operators.name, domain = { id = "default" } }
        },
      ]
    },
  ])
}
