// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package check

import (
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/azfoundry/azfoundry/internal/armid"
)

// Formats lists the formats a spec may name.
func Formats() []string { return []string{"cidr", "date-time", "ip", "ipv4", "ipv6", "uri", "uuid"} }

// Format reports whether value has the named format; an unknown format allows all. The same function
// is registered with jsonschema where bodies are checked against the schemas, so both judge alike.
func Format(name, value string) bool {
	switch name {
	case "uuid":
		return armid.IsGUID(value)
	case "cidr":
		p, err := netip.ParsePrefix(value)
		return err == nil && p.Masked() == p
	case "ip", "ipv4", "ipv6":
		a, err := netip.ParseAddr(value)
		return err == nil && a.Zone() == "" && (name != "ipv4" || a.Is4()) && (name != "ipv6" || a.Is6())
	case "date-time":
		return isDateTime(value)
	case "uri":
		u, err := url.Parse(value)
		return err == nil && u.IsAbs()
	}
	return true
}

// isDateTime is RFC 3339, section 5.6, in upper case and without leap seconds. time.Parse lets an hour
// of one digit, a decimal comma and offsets out of range pass (go.dev/issue/54580).
func isDateTime(s string) bool {
	_, err := time.Parse(time.RFC3339, s)
	return err == nil && s[13] == ':' && !strings.Contains(s, ",") &&
		!strings.Contains(s[19:], "24:") && !strings.HasSuffix(s, ":60")
}
