terraform {
  required_providers {
    platform = {
      source = "countersign/platform"
    }
  }
}

# The server's address and an administrator's secret are in the environment, as COUNTERSIGN_URL and COUNTERSIGN_TOKEN.
provider "platform" {}
