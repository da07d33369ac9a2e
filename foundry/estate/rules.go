// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package estate

import (
	"strconv"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
)

// checkVault refuses what no vault takes: to do without purge protection by name. The service wants the
// member to be absent instead, and never gives the protection up.
func checkVault(c *check.Checker, m *Vault) {
	c.In("properties")
	checkPurgeProtection(c, m.Properties.EnablePurgeProtection)
	c.Out()
}

// checkVaultUpdate is checkVault for a PATCH.
func checkVaultUpdate(c *check.Checker, m *VaultUpdate) {
	c.In("properties")
	checkPurgeProtection(c, m.Properties.EnablePurgeProtection)
	c.Out()
}

func checkPurgeProtection(c *check.Checker, on *bool) {
	if on == nil || *on {
		return
	}
	c.Add("enablePurgeProtection", azfoundry.Fault{
		Rule: "purgeProtection", Message: "takes no false; nothing ends the protection", Got: "false",
		Advice: "leave it out, or give true, which keys that encrypt need",
	})
}

// checkKey refuses a size or a curve that does not fit the type of a key.
func checkKey(c *check.Checker, m *VaultKey) {
	c.In("properties")
	defer c.Out()
	switch p := &m.Properties; {
	case isType(p.Type, KeyTypeRSA):
		checkRSA(c, p)
	case isType(p.Type, KeyTypeEC) && p.KeySize != nil:
		c.Add("keySize", azfoundry.Fault{
			Rule: "keySize", Message: "is for RSA keys", Got: strconv.Itoa(int(*p.KeySize)), Advice: "give the curve of an EC key in curveName",
		})
	}
}

func checkRSA(c *check.Checker, p *KeyProperties) {
	if n := p.KeySize; n != nil && *n != 2048 && *n != 3072 && *n != 4096 {
		c.Add("keySize", azfoundry.Fault{
			Rule: "keySize", Message: "is no size of an RSA key", Got: strconv.Itoa(int(*n)),
			Advice: "give 2048, which an account of Cognitive Services needs, or 3072 or 4096, which workspaces take too",
		})
	}
	if p.CurveName != "" {
		c.Add("curveName", azfoundry.Fault{
			Rule: "curve", Message: "is for EC keys", Got: string(p.CurveName), Advice: "leave it out, and give keySize",
		})
	}
}

// isType reports whether a key is of a type, in a hardware module or not.
func isType(have, want KeyType) bool {
	return strings.EqualFold(strings.TrimSuffix(strings.ToUpper(string(have)), "-HSM"), string(want))
}
