// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"crypto/sha256"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
	"github.com/azfoundry/azfoundry/internal/secret"
)

// minKey is the fewest bytes of a key: what is shorter can be guessed.
const minKey = 16

var guid = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
})

var headerName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$") })

// guardCheck finds what is wrong with a guard's options.
type guardCheck struct {
	check.Checker

	options *GuardOptions
	names   map[string]bool
	apps    map[string]bool
	keys    map[[sha256.Size]byte]bool
}

func checkGuard(o *GuardOptions) error {
	c := &guardCheck{options: o, names: map[string]bool{}, apps: map[string]bool{}, keys: map[[sha256.Size]byte]bool{}}
	for i := range o.Callers {
		c.At("Callers", i)
		c.caller(&o.Callers[i])
		c.Out()
	}
	if len(o.Callers) == 0 {
		c.fault("Callers", "minItems", "is empty, so that nobody gets in", "name the applications and keys that may use the gateway")
	}
	c.tokens()
	c.header()
	if (o.Skew < 0) || o.Skew > maxSkew {
		c.fault("Skew", "maximum", fmt.Sprintf("is not between 0 and %v", maxSkew), "correct the clocks, and leave it out")
	}
	if strings.Count(o.KeyFormat, keyPlaceholder) != 1 {
		c.fault("KeyFormat", "pattern", "does not have "+keyPlaceholder+" once", "write "+keyPlaceholder+" or Bearer "+keyPlaceholder)
	}
	return c.Err("proxy: make guard")
}

func (c *guardCheck) fault(name, rule, message, advice string) {
	c.Add(name, azfoundry.Fault{Rule: rule, Message: message, Advice: advice})
}

// tokens looks at what says which tokens are taken.
func (c *guardCheck) tokens() {
	o := c.options
	if o.Tenant == "" {
		if len(c.apps) > 0 {
			c.fault("Tenant", "required", "is empty, and a caller has an AppID", "write the GUID of the tenant that the callers sign in to")
		}
		return
	}
	if !guid().MatchString(o.Tenant) {
		c.Add("Tenant", azfoundry.Fault{Rule: "guid", Message: "is no GUID", Got: o.Tenant, Advice: "write the tenant's id, not one of its domains: tokens have the id"})
	}
	if u, err := url.Parse(o.Authority); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
		c.fault("Authority", "url", "is no https URL with a host alone", "write https://login.microsoftonline.com, or that of another cloud")
	}
	if len(c.apps) == 0 {
		c.fault("Callers", "required", "has no AppID, and there is a Tenant", "give the callers with tokens their AppID, or leave out Tenant")
	}
	for _, a := range o.Audiences {
		if strings.TrimSuffix(a, "/") == "" {
			c.fault("Audiences", "minLength", "has an empty one", "write what the connection has as its audience")
		}
	}
	for _, issuer := range o.Issuers {
		if u, err := url.Parse(issuer); err != nil || u.Scheme != "https" || u.Host == "" {
			c.fault("Issuers", "url", "has one that is no https URL", "leave it nil, for those of the tenant")
		}
	}
	if o.Issuers != nil && len(o.Issuers) == 0 {
		c.fault("Issuers", "minItems", "is empty, so that no token is good", "leave it nil, for those of the tenant")
	}
	if len(o.Audiences) == 0 {
		c.fault("Audiences", "minItems", "is empty, so that no token is good", "leave it nil, for "+DefaultAudience)
	}
}

// header looks at where keys come in: not in a header that is told of or passed on.
func (c *guardCheck) header() {
	name := c.options.KeyHeader
	if !headerName().MatchString(name) {
		c.fault("KeyHeader", "pattern", "is no name of a header", "leave it empty, for api-key")
	}
	public := append(passedOn(), HeaderProjectName, "Host", "Cookie", "Content-Length", "Content-Encoding", "Connection", "Transfer-Encoding")
	if strings.HasPrefix(name, foundryPrefix) || slices.Contains(public, name) {
		c.Add("KeyHeader", azfoundry.Fault{
			Rule: "not", Message: "is a header that has another meaning, and is logged or passed on", Got: name, Advice: "leave it empty, for api-key",
		})
	}
}

func (c *guardCheck) caller(in *Caller) {
	switch {
	case in.Name == "" || !plain(in.Name):
		c.fault("Name", "required", "is empty, longer than 256 bytes, or has control characters", "give the caller a name for logs and reports")
	case c.names[in.Name]:
		c.Add("Name", azfoundry.Fault{Rule: "uniqueItems", Message: "is another caller's too", Got: in.Name, Advice: "give each caller a name of its own, and one caller all its keys"})
	}
	c.names[in.Name] = true
	if in.AppID == "" && len(in.Keys) == 0 {
		c.fault("", "required", "has neither an AppID nor a key", "give it the client id of its identity, or a key")
	}
	if in.AppID != "" {
		c.app(strings.ToLower(in.AppID))
	}
	for i, key := range in.Keys {
		c.key(i, secret.Reveal(key))
	}
	for i, p := range in.Projects {
		if !guid().MatchString(p.ID) {
			c.At("Projects", i)
			c.Add("ID", azfoundry.Fault{
				Rule: "guid", Message: "is no GUID", Got: p.ID,
				Advice: "write what x-ms-foundry-project-id has, which is not the resource id of the project",
			})
			c.Out()
		}
	}
}

func (c *guardCheck) app(id string) {
	switch {
	case !guid().MatchString(id):
		c.Add("AppID", azfoundry.Fault{Rule: "guid", Message: "is no GUID", Got: id, Advice: "write the client id of the application or managed identity"})
	case c.apps[id]:
		c.Add("AppID", azfoundry.Fault{Rule: "uniqueItems", Message: "is another caller's too", Got: id, Advice: "name each application once, with all its projects"})
	}
	c.apps[id] = true
}

// key looks at a key, of which no fault shows anything.
func (c *guardCheck) key(i int, key string) {
	c.At("Keys", i)
	defer c.Out()
	sum := sha256.Sum256([]byte(key))
	switch {
	case len(key) < minKey:
		c.fault("", "minLength", fmt.Sprintf("has fewer than %d bytes", minKey), "make a key at random, such as 32 bytes in hexadecimal")
	case strings.TrimSpace(key) != key || !plain(key):
		c.fault("", "pattern", "has spaces around it, control characters, or more than 256 bytes", "make a key at random, such as 32 bytes in hexadecimal")
	case c.keys[sum]:
		c.fault("", "uniqueItems", "is there twice", "give each caller keys of its own: they tell who calls")
	}
	c.keys[sum] = true
}
