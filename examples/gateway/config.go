// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway/proxy"
)

// sample is a file for -config. Keys are in the environment, under the names that the file has.
const sample = `{
  "path": "/openai",
  "upstream": {"url": "https://my-account.openai.azure.com/openai/v1", "keyEnv": ""},
  "tenant": "00000000-0000-0000-0000-000000000000",
  "audiences": ["https://cognitiveservices.azure.com"],
  "callers": [
    {
      "name": "agents of sales", "appId": "00000000-0000-0000-0000-000000000001", "keyEnv": [],
      "projects": [{"id": "00000000-0000-0000-0000-000000000002", "name": "sales"}]
    }
  ],
  "models": [{"alias": "gpt-4o", "name": "gpt-4o", "version": "2024-11-20", "format": "OpenAI"}],
  "limits": [
    {"per": "project", "window": "1m", "requests": 600, "tokens": 100000},
    {"per": "agent", "window": "1m", "requests": 120}
  ]
}`

// config is what a file says.
type config struct {
	Path     string `json:"path"`
	Upstream struct {
		URL        string `json:"url"`
		KeyEnv     string `json:"keyEnv"` // empty signs in with the identity of this process
		APIVersion string `json:"apiVersion"`
	} `json:"upstream"`
	Tenant    string        `json:"tenant"`
	Audiences []string      `json:"audiences"`
	Callers   []caller      `json:"callers"`
	Models    []proxy.Model `json:"models"`
	Limits    []limit       `json:"limits"`
}

type caller struct {
	Name      string          `json:"name"`
	AppID     string          `json:"appId"`
	KeyEnv    []string        `json:"keyEnv"`
	Projects  []proxy.Project `json:"projects"`
	Delegated bool            `json:"delegated"`
}

type limit struct {
	Per        string `json:"per"`
	Window     string `json:"window"`
	Requests   int64  `json:"requests"`
	Tokens     int64  `json:"tokens"`
	Unreported int64  `json:"unreported"`
}

// parse reads a file; what it does not know is an error, since a limit that is misspelled limits nothing.
func parse(text []byte) (c config, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err = d.Decode(&c); err != nil {
		return c, fmt.Errorf("%w; -sample prints a file that is right", err)
	}
	if _, more := d.Token(); !errors.Is(more, io.EOF) {
		return c, errors.New("there is something behind the object, which would not count; take it out, or into the object")
	}
	return c, nil
}

// options are those of the gateway that a file describes.
func (c config) options(getenv func(string) string) (o proxy.Options, err error) {
	guard := proxy.GuardOptions{Tenant: c.Tenant, Audiences: c.Audiences}
	var faults []error
	secret := func(name string) connections.Secret {
		text := getenv(name)
		if text == "" {
			faults = append(faults, fmt.Errorf("the environment variable %s is empty; put the key into it", name))
			text = "not there: " + name + " " + strings.Repeat("x", 16) // so that the rest is looked at too; nothing is served
		}
		return connections.NewSecret(text)
	}
	for _, in := range c.Callers {
		out := proxy.Caller{Name: in.Name, AppID: in.AppID, Projects: in.Projects, Delegated: in.Delegated}
		for _, name := range in.KeyEnv {
			out.Keys = append(out.Keys, secret(name))
		}
		guard.Callers = append(guard.Callers, out)
	}
	var limits []proxy.Limit
	for _, in := range c.Limits {
		out, err := in.limit()
		if err != nil {
			faults = append(faults, err)
			continue
		}
		limits = append(limits, out)
	}
	o = proxy.Options{
		Path: c.Path, Models: proxy.Static(c.Models...), Upstream: proxy.Upstream{URL: c.Upstream.URL, APIVersion: c.Upstream.APIVersion},
	}
	if c.Upstream.KeyEnv != "" {
		o.Upstream.Key = secret(c.Upstream.KeyEnv)
	} else {
		identity, err := azidentity.NewDefaultAzureCredential(nil)
		faults = append(faults, err)
		o.Upstream.Credential = identity
	}
	if len(c.Models) == 0 || slices.ContainsFunc(c.Models, func(m proxy.Model) bool { return m.Alias == "" }) {
		faults = append(faults, errors.New("models is empty, or has one without an alias; list what may be called"))
	}
	o.Guard, err = proxy.NewGuard(guard)
	faults = append(faults, err)
	if o.Guard == nil {
		err = upstreamFaults(o)
	} else {
		_, err = proxy.New(o)
	}
	faults = append(faults, err)
	if len(limits) == len(c.Limits) { // those that are misspelled are told of already
		o.Limiter, err = proxy.NewLimiter(limits, nil)
		faults = append(faults, err)
	}
	return o, errors.Join(faults...)
}

// upstreamFaults are what is wrong with options without a guard, but for that.
func upstreamFaults(o proxy.Options) error {
	_, err := proxy.New(o)
	refused, ok := errors.AsType[*azfoundry.ValidationError](err)
	if !ok {
		return err
	}
	refused.Faults = slices.DeleteFunc(refused.Faults, func(f azfoundry.Fault) bool { return f.Pointer == "/Guard" })
	if len(refused.Faults) == 0 {
		return nil
	}
	return refused
}

func (l limit) limit() (out proxy.Limit, err error) {
	names := map[string]proxy.Per{
		"caller": proxy.PerCaller, "project": proxy.PerProject, "agent": proxy.PerAgent, "version": proxy.PerAgentVersion,
	}
	per, ok := names[l.Per]
	if !ok {
		return out, fmt.Errorf("limits are per caller, project, agent or version, not %q", l.Per)
	}
	out = proxy.Limit{Per: per, Requests: l.Requests, Tokens: l.Tokens, Unreported: l.Unreported}
	if l.Window != "" {
		if out.Window, err = time.ParseDuration(l.Window); err != nil {
			return out, fmt.Errorf("the window of a limit is %q; write 1m, 1h or 24h", l.Window)
		}
	}
	return out, nil
}

// load reads the file of -config.
func (c *command) load(read func(string) ([]byte, error)) (proxy.Options, error) {
	text, err := read(c.config)
	if err != nil {
		return proxy.Options{}, err
	}
	parsed, err := parse(text)
	if err != nil {
		return proxy.Options{}, fmt.Errorf("%s: %w", c.config, err)
	}
	return parsed.options(os.Getenv)
}
