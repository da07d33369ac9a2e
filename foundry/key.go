// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package foundry

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/azfoundry/azfoundry"
)

// Key is one version of a key in a key vault.
type Key struct {
	// Vault is the vault's address, such as https://kv-ai.vault.azure.net/.
	Vault string
	// Name is the key's name.
	Name string
	// Version is the key's version, 32 digits.
	Version string
}

var (
	keyName    = regexp.MustCompile(`^[0-9a-zA-Z-]{1,127}$`)
	keyVersion = regexp.MustCompile(`^[0-9a-fA-F]{32}$`)
	// vaultURL is the address of a vault in any cloud.
	vaultURL = regexp.MustCompile(`^https://[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+(:443)?/?$`)
)

// ParseKey reads the URL of a key with its version, which the vault calls the key identifier:
// https://kv-ai.vault.azure.net/keys/cmk/5d1f0a7c93be4826b4c7e2f80a1d6953. It fails with an
// *azfoundry.ValidationError for anything else, a URL without a version among them.
func ParseKey(identifier string) (Key, error) {
	key, fault := parseKey(identifier)
	if fault != nil {
		fault.Pointer = "identifier"
		return Key{}, &azfoundry.ValidationError{Op: "foundry: parse key", Faults: []azfoundry.Fault{*fault}}
	}
	return key, nil
}

// parseKey returns the parts of a key's URL, or what is wrong with it.
func parseKey(identifier string) (Key, *azfoundry.Fault) {
	const advice = "give the key identifier that the vault shows for one version, https://<vault>.vault.azure.net/keys/<name>/<version>"
	fault := func(message string) (Key, *azfoundry.Fault) {
		return Key{}, &azfoundry.Fault{Rule: "keyIdentifier", Message: message, Got: identifier, Advice: advice}
	}
	vault, path, _ := strings.Cut(strings.TrimPrefix(identifier, "https://"), "/")
	vault = "https://" + vault + "/"
	if !strings.HasPrefix(identifier, "https://") || !vaultURL.MatchString(vault) {
		return fault("is no https URL of a key vault")
	}
	parts := strings.Split(strings.TrimSuffix(path, "/"), "/")
	switch {
	case len(parts) < 2 || len(parts) > 3 || !strings.EqualFold(parts[0], "keys"):
		return fault("is not the URL of a key")
	case !keyName.MatchString(parts[1]):
		return fault("has a key name with other than letters, digits and hyphens")
	case len(parts) == 2:
		return fault("has no version, which the service does not look up")
	case !keyVersion.MatchString(parts[2]):
		return fault("has a version that is not 32 digits")
	}
	return Key{Vault: vault, Name: parts[1], Version: parts[2]}, nil
}

// String returns the URL of the key, with its version.
func (k Key) String() string {
	return fmt.Sprintf("%s/keys/%s/%s", strings.TrimSuffix(k.Vault, "/"), k.Name, k.Version)
}

// ForAccount returns the encryption of an account with this key. The client id is that of the
// user-assigned identity that reads it; leave it empty where the account's own identity does. An account
// takes RSA keys of 2048 bits only.
func (k Key) ForAccount(identityClientID string) AccountEncryption {
	return AccountEncryption{
		KeySource: KeySourceMicrosoftKeyVault,
		KeyVaultProperties: AccountKey{
			KeyName: k.Name, KeyVersion: k.Version, KeyVaultURI: k.Vault, IdentityClientID: identityClientID,
		},
	}
}
