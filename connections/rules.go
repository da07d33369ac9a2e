// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

import (
	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
)

// checkConnection refuses a new connection without what every new one needs. One that was read keeps what
// it has, and never has credentials.
func checkConnection(c *check.Checker, m *Connection) {
	if m.ID != "" {
		return
	}
	c.In("properties")
	defer c.Out()
	p := &m.Properties
	if p.Category == "" {
		c.Add("category", azfoundry.Fault{
			Rule: "category", Message: "is missing", Advice: "say what kind of service the target is, such as ApiManagement",
		})
	}
	if p.lacksCredentials() {
		c.Add("credentials", azfoundry.Fault{
			Rule: "credentials", Message: "is missing, and the service refuses a PUT of authType " + string(p.AuthType) + " without it",
			Advice: "give the secret again, because no read returns it; or use Modify, which leaves it as it is",
		})
	}
}

// lacksCredentials reports whether the authType is one of a secret, and there is none.
func (m *ConnectionProperties) lacksCredentials() bool {
	if !m.Credentials.absent() {
		return false
	}
	switch m.AuthType {
	case AuthTypeAPIKey, AuthTypeAccountKey, AuthTypeCustomKeys, AuthTypeAccessKey, AuthTypePAT, AuthTypeSAS,
		AuthTypeServicePrincipal, AuthTypeUsernamePassword:
		return true
	case AuthTypeOAuth2: // a managed connector, named here or by the catalogue, has its own
		return m.ConnectorName == "" && m.Metadata["toolEntityId"] == ""
	}
	return false
}
