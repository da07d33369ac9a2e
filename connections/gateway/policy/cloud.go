// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

// Cloud is one of the clouds of Azure; "" is the public one.
type Cloud string

// The clouds.
const (
	CloudPublic     Cloud = ""
	CloudGovernment Cloud = "government"
	CloudChina      Cloud = "china"
)

// hosts are the URLs of a cloud, without a slash at the end.
type hosts struct {
	login     string // Entra ID
	issuer    string // of tokens of version 1.0
	cognitive string // the audience of Foundry and its kin
	manager   string // Resource Manager
}

// hosts returns the URLs of the cloud. ok is false for one that there is not.
func (c Cloud) hosts() (h hosts, ok bool) {
	switch c {
	case CloudPublic:
		return hosts{"https://login.microsoftonline.com", "https://sts.windows.net", "https://cognitiveservices.azure.com", "https://management.azure.com"}, true
	case CloudGovernment:
		return hosts{"https://login.microsoftonline.us", "https://sts.windows.net", "https://cognitiveservices.azure.us", "https://management.usgovcloudapi.net"}, true
	case CloudChina:
		return hosts{"https://login.partner.microsoftonline.cn", "https://sts.chinacloudapi.cn", "https://cognitiveservices.azure.cn", "https://management.chinacloudapi.cn"}, true
	}
	return hosts{}, false
}
