// Calls one thing in a library that JFrog's Go clients are made of, and prints what the library made of the answer as
// JSON; an error goes to standard error. What it is called with stands in the environment: URL, ID_TOKEN,
// ACCESS_TOKEN. go-libraries.test.ts runs it.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/jfrog/jfrog-client-go/access"
	accessauth "github.com/jfrog/jfrog-client-go/access/auth"
	"github.com/jfrog/jfrog-client-go/access/services"
	"github.com/jfrog/jfrog-client-go/artifactory"
	artifactoryauth "github.com/jfrog/jfrog-client-go/artifactory/auth"
	"github.com/jfrog/jfrog-client-go/auth"
	"github.com/jfrog/jfrog-client-go/config"
	"github.com/jfrog/terraform-provider-shared/client"
	"github.com/jfrog/terraform-provider-shared/util"
)

type answer = map[string]any

var commands = map[string]func() (answer, error){
	"exchange":  exchange,
	"about":     about,
	"token":     createToken,
	"project":   keepProject,
	"terraform": terraform,
}

func main() {
	command, known := commands[os.Args[1]]
	if !known {
		fail(fmt.Errorf("no command is called %s", os.Args[1]))
	}
	result, err := command()
	if err != nil {
		fail(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// exchange is what `jf eot` and `jf c add` call, with every member they can send.
func exchange() (answer, error) {
	manager, err := accessManager()
	if err != nil {
		return nil, err
	}
	reference := true
	data, err := manager.ExchangeOidcToken(services.CreateOidcTokenParams{
		GrantType:             "urn:ietf:params:oauth:grant-type:token-exchange",
		SubjectTokenType:      "urn:ietf:params:oauth:token-type:id_token",
		OidcTokenID:           os.Getenv("ID_TOKEN"),
		ProviderName:          os.Args[2],
		ProjectKey:            "octo",
		JobId:                 "job",
		RunId:                 "42",
		Repo:                  "https://github.com/octo-org/app",
		ApplicationKey:        "app",
		Audience:              "jfrt@*",
		ProviderType:          "GenericOidc",
		IncludeReferenceToken: &reference,
		Context: &services.Context{
			VcsCommit: &services.VcsCommit{VcsUrl: "https://github.com/octo-org/app", Branch: "main", Revision: "0123456"},
		},
	})
	if err != nil {
		return nil, err
	}
	subject, err := auth.ExtractSubjectFromAccessToken(data.AccessToken)
	if err != nil {
		return nil, err
	}
	lifetime, err := auth.ExtractExpiryFromAccessToken(data.AccessToken)
	if err != nil {
		return nil, err
	}
	return answer{
		"access_token": data.AccessToken,
		"username":     data.Username,
		"scope":        data.Scope,
		"token_type":   data.TokenType,
		"issued_type":  data.IssuedTokenType,
		"expires_in":   data.ExpiresIn,
		"subject":      subject,
		"lifetime":     lifetime,
		"user":         auth.ExtractUsernameFromAccessToken(data.AccessToken),
	}, nil
}

// about is what clients ask of the server itself.
func about() (answer, error) {
	manager, err := accessManager()
	if err != nil {
		return nil, err
	}
	accessPing, err := manager.Ping()
	if err != nil {
		return nil, err
	}
	details := artifactoryauth.NewArtifactoryDetails()
	details.SetUrl(os.Getenv("URL") + "/artifactory/")
	details.SetAccessToken(os.Getenv("ACCESS_TOKEN"))
	settings, err := config.NewConfigBuilder().SetServiceDetails(details).Build()
	if err != nil {
		return nil, err
	}
	repositories, err := artifactory.New(settings)
	if err != nil {
		return nil, err
	}
	ping, err := repositories.Ping()
	if err != nil {
		return nil, err
	}
	version, err := repositories.GetVersion()
	if err != nil {
		return nil, err
	}
	id, err := repositories.GetServiceId()
	if err != nil {
		return nil, err
	}
	return answer{"access": string(accessPing), "artifactory": string(ping), "version": version, "service_id": id}, nil
}

// createToken is what `jf atc` calls.
func createToken() (answer, error) {
	manager, err := accessManager()
	if err != nil {
		return nil, err
	}
	lifetime, reference := uint(120), true
	data, err := manager.CreateAccessToken(services.CreateTokenParams{
		CommonTokenParams:     auth.CommonTokenParams{ExpiresIn: &lifetime, Scope: "applied-permissions/user"},
		Username:              os.Args[2],
		Description:           "made by a library",
		IncludeReferenceToken: &reference,
	})
	if err != nil {
		return nil, err
	}
	return answer{
		"token_id":   data.TokenId,
		"reference":  data.ReferenceToken,
		"expires_in": data.ExpiresIn,
		"user":       auth.ExtractUsernameFromAccessToken(data.AccessToken),
	}, nil
}

// keepProject makes a project, reads and changes it, and deletes it.
func keepProject() (answer, error) {
	manager, err := accessManager()
	if err != nil {
		return nil, err
	}
	yes, no := true, false
	project := services.Project{
		ProjectKey:        os.Args[2],
		DisplayName:       "A project",
		Description:       "Made by a library",
		AdminPrivileges:   &services.AdminPrivileges{ManageMembers: &yes, ManageResources: &no, IndexResources: &yes},
		SoftLimit:         &no,
		StorageQuotaBytes: 1073741825,
	}
	if err := manager.CreateProject(services.ProjectParams{ProjectDetails: project}); err != nil {
		return nil, err
	}
	created, err := manager.GetProject(project.ProjectKey)
	if err != nil {
		return nil, err
	}
	project.DisplayName = "Another name"
	if err := manager.UpdateProject(services.ProjectParams{ProjectDetails: project}); err != nil {
		return nil, err
	}
	updated, err := manager.GetProject(project.ProjectKey)
	if err != nil {
		return nil, err
	}
	all, err := manager.GetAllProjects()
	if err != nil {
		return nil, err
	}
	if err := manager.DeleteProject(project.ProjectKey); err != nil {
		return nil, err
	}
	// The library reads a 404 as no project.
	rest, err := manager.GetProject(project.ProjectKey)
	if err != nil {
		return nil, err
	}
	return answer{"created": created, "updated": updated.DisplayName, "projects": len(all), "rest": rest}, nil
}

// terraform is what JFrog's Terraform providers do before the first resource.
func terraform() (answer, error) {
	http, err := client.Build(os.Getenv("URL"), "terraform-provider-platform/2.2.11")
	if err != nil {
		return nil, err
	}
	token, err := util.OIDCTokenExchange(context.Background(), http, os.Args[2], "")
	if err != nil {
		return nil, err
	}
	if _, err := client.AddAuth(http, "", token); err != nil {
		return nil, err
	}
	artifactoryVersion, err := util.GetArtifactoryVersion(http)
	if err != nil {
		return nil, err
	}
	accessVersion, err := util.GetAccessVersion(http)
	if err != nil {
		return nil, err
	}
	takesOrganization, err := util.CheckVersion(accessVersion, "7.138.0")
	if err != nil {
		return nil, err
	}
	util.SendUsageResourceCreate(context.Background(), http.R(), "terraform-provider-platform/2.2.11", "platform_oidc_configuration")
	return answer{
		"user":               auth.ExtractUsernameFromAccessToken(token),
		"artifactory":        artifactoryVersion,
		"takes_organization": takesOrganization,
	}, nil
}

func accessManager() (*access.AccessServicesManager, error) {
	details := accessauth.NewAccessDetails()
	details.SetUrl(os.Getenv("URL") + "/access/")
	details.SetAccessToken(os.Getenv("ACCESS_TOKEN"))
	settings, err := config.NewConfigBuilder().SetServiceDetails(details).Build()
	if err != nil {
		return nil, err
	}
	return access.New(settings)
}
