// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy_test

import (
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/connections/gateway/policy"
)

func TestQuote(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":            `""`,
		`a"b\c`:       `"a\"b\\c"`,
		"\n\u2028ä\r": `"\u000a\u2028ä\u000d"`,
	} {
		if got := policy.Quote(in); got != want {
			t.Errorf("Quote(%q) = %s, want %s", in, got, want)
		}
	}
}

// Each cloud has its own hosts, in all documents.
func TestCloud(t *testing.T) {
	t.Parallel()
	for cloud, want := range map[policy.Cloud][]string{
		policy.CloudGovernment: {"https://login.microsoftonline.us/", "https://sts.windows.net/", "https://cognitiveservices.azure.us", "https://management.usgovcloudapi.net/"},
		policy.CloudChina:      {"https://login.partner.microsoftonline.cn/", "https://sts.chinacloudapi.cn/", "https://cognitiveservices.azure.cn", "https://management.chinacloudapi.cn/"},
	} {
		a := policy.Access{Tenant: tenant, Cloud: cloud, Generic: true, Applications: []string{application}}
		api, err := policy.Inference{Access: a, Backend: "b"}.Document()
		if err != nil {
			t.Fatal(err)
		}
		list, err := policy.Discovery{Account: account, Access: &a}.ListDeployments()
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for _, d := range []policy.Document{api, list} {
			s, err := d.Render(policy.FormatXML)
			if err != nil {
				t.Fatal(err)
			}
			text += s
		}
		for _, host := range want {
			if !strings.Contains(text, host) {
				t.Errorf("%s is not in the documents of %s", host, cloud)
			}
		}
		if strings.Contains(text, "azure.com") || strings.Contains(text, "microsoftonline.com") {
			t.Errorf("a host of the public cloud is in the documents of %s", cloud)
		}
	}
}

func TestFinding_String(t *testing.T) {
	t.Parallel()
	f := policy.Review("<policies>", policy.FormatXML)[0]
	if got, want := f.String(), "1:1: error GP000: : <policies> does not end; write </policies>"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}
