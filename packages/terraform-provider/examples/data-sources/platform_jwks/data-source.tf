data "platform_jwks" "server" {}

# For a verifier that cannot fetch the keys itself.
output "keys" {
  value = data.platform_jwks.server.keys_json
}
