/**
 * Countersign is not Artifactory, and no other product of JFrog's. JFrog's clients ask which version they speak to
 * before they use a feature; what they are told here are compatibility levels: the versions whose OIDC interface
 * this face follows. They say nothing about repositories, licences or anything else of those products.
 */

/**
 * Compatibility level of Access. Below 7.138.0 Terraform silently sends no `organization`, and below 7.144.0 an
 * acceptance test of its provider cannot pass (jfrog/terraform-provider-platform
 * pkg/platform/resource_oidc_configuration.go).
 */
export const accessLevel = "7.146.10";

/** Compatibility level of Artifactory: that with which jfrog/terraform-provider-platform 2.2.11 was released. */
export const artifactoryLevel = "7.146.10";
