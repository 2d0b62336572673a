// Calls gophercloud, which Go's and Terraform's clients of OpenStack are made of, and prints what it made of the
// answers as JSON; an error goes to standard error. It has no login of its own with an ID token: it is given a token
// that a login made. What it is called with stands in the environment: URL, TOKEN, PROJECT.
// gophercloud.test.ts runs it.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/federation"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/projects"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/tokens"
)

type answer = map[string]any

var commands = map[string]func(context.Context) (answer, error){
	"scope":    scope,
	"revoke":   revoke,
	"mappings": keepMapping,
}

func main() {
	command, known := commands[os.Args[1]]
	if !known {
		fail(fmt.Errorf("no command is called %s", os.Args[1]))
	}
	result, err := command(context.Background())
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

// identity finds the server by its version document and takes the token as it is: it is asked about first.
func identity(ctx context.Context, options gophercloud.AuthOptions) (*gophercloud.ServiceClient, error) {
	options.IdentityEndpoint = os.Getenv("URL")
	options.TokenID = os.Getenv("TOKEN")
	provider, err := openstack.AuthenticatedClient(ctx, options)
	if err != nil {
		return nil, err
	}
	endpoint := os.Getenv("URL") + "/v3/"
	return &gophercloud.ServiceClient{ProviderClient: provider, Endpoint: endpoint, Type: "identity"}, nil
}

// scope trades the token for one of the project, lists what is there for it, and asks what it is worth.
func scope(ctx context.Context) (answer, error) {
	options := gophercloud.AuthOptions{Scope: &gophercloud.AuthScope{ProjectID: os.Getenv("PROJECT")}}
	client, err := identity(ctx, options)
	if err != nil {
		return nil, err
	}
	pages, err := projects.ListAvailable(client).AllPages(ctx)
	if err != nil {
		return nil, err
	}
	available, err := projects.ExtractProjects(pages)
	if err != nil {
		return nil, err
	}
	got := tokens.Get(ctx, client, client.Token())
	token, err := got.ExtractToken()
	if err != nil {
		return nil, err
	}
	project, err := got.ExtractProject()
	if err != nil {
		return nil, err
	}
	roles, err := got.ExtractRoles()
	if err != nil {
		return nil, err
	}
	catalog, err := got.ExtractServiceCatalog()
	if err != nil {
		return nil, err
	}
	return answer{
		"token": client.Token(), "expires": token.ExpiresAt, "projects": available,
		"project": project, "roles": roles, "services": len(catalog.Entries),
	}, nil
}

// revoke ends the token, and says whether it was good before and is after.
func revoke(ctx context.Context) (answer, error) {
	client, err := identity(ctx, gophercloud.AuthOptions{})
	if err != nil {
		return nil, err
	}
	token := client.Token()
	before, err := tokens.Validate(ctx, client, token)
	if err != nil {
		return nil, err
	}
	if err := tokens.Revoke(ctx, client, token).Err; err != nil {
		return nil, err
	}
	after, err := tokens.Validate(ctx, client, token)
	if err == nil {
		return nil, fmt.Errorf("the revoked token is still asked with: %v", after)
	}
	return answer{"before": before, "after": err.Error()}, nil
}

// keepMapping makes a mapping, reads it, changes it, lists it and deletes it.
func keepMapping(ctx context.Context) (answer, error) {
	client, err := openstack.NewClient(os.Getenv("URL"))
	if err != nil {
		return nil, err
	}
	client.SetToken(os.Getenv("TOKEN"))
	service := &gophercloud.ServiceClient{ProviderClient: client, Endpoint: os.Getenv("URL") + "/v3/", Type: "identity"}
	rule := federation.MappingRule{
		Local:  []federation.RuleLocal{{User: &federation.RuleUser{Name: "{0}"}}},
		Remote: []federation.RuleRemote{{Type: "sub"}, {Type: "ref", AnyOneOf: []string{"refs/heads/main"}}},
	}
	rules := []federation.MappingRule{rule}
	created, err := federation.CreateMapping(ctx, service, "go", federation.CreateMappingOpts{Rules: rules}).Extract()
	if err != nil {
		return nil, err
	}
	rules = append(rules, rule)
	if _, err := federation.UpdateMapping(ctx, service, "go", federation.UpdateMappingOpts{Rules: rules}).Extract(); err != nil {
		return nil, err
	}
	read, err := federation.GetMapping(ctx, service, "go").Extract()
	if err != nil {
		return nil, err
	}
	pages, err := federation.ListMappings(service).AllPages(ctx)
	if err != nil {
		return nil, err
	}
	listed, err := federation.ExtractMappings(pages)
	if err != nil {
		return nil, err
	}
	if err := federation.DeleteMapping(ctx, service, "go").ExtractErr(); err != nil {
		return nil, err
	}
	_, gone := federation.GetMapping(ctx, service, "go").Extract()
	return answer{"created": created, "rules": len(read.Rules), "listed": len(listed), "gone": fmt.Sprint(gone)}, nil
}
