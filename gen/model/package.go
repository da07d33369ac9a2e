// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package model is what azgen decided to generate: plain data, complete and in its final order, that
// prints as JSON. It says what, never how.
package model

// Package is one Go package.
type Package struct {
	Name       string     `json:"name"`
	Path       string     `json:"path"`       // below the module's root
	APIVersion string     `json:"apiVersion"` // of the resources that name none
	Title      string     `json:"title"`
	Source     string     `json:"source"` // the manifest
	Service    *Service   `json:"service,omitzero"`
	IDs        []ID       `json:"ids"`
	Homes      []Home     `json:"homes,omitzero"`
	Enums      []Enum     `json:"enums,omitzero"`
	Shared     []Object   `json:"shared,omitzero"`
	SharedFrom string     `json:"sharedFrom,omitzero"` // the specs of Shared
	Resources  []Resource `json:"resources"`
}

// Service is the service that a package is for, where that is not Resource Manager.
type Service struct {
	Name          string     `json:"name"` // in the configuration of a cloud
	Title         string     `json:"title"`
	VersionInPath bool       `json:"versionInPath,omitzero"`
	Endpoints     []Endpoint `json:"endpoints"`
}

// Endpoint is the root of a service in one cloud.
type Endpoint struct {
	Cloud string `json:"cloud"` // a field of rest.Endpoints
	URL   string `json:"url"`
}

// Resource is one resource with its models and its sub-client.
type Resource struct {
	Name       string      `json:"name"`
	Noun       string      `json:"noun"`
	Spec       string      `json:"spec"`
	APIVersion string      `json:"apiVersion"` // or versions, with commas
	File       string      `json:"file"`       // of the generated code, without _gen.go
	Client     string      `json:"client"`     // Go type
	Field      string      `json:"field"`      // of the package's client
	Doc        string      `json:"doc"`        // of the client
	Objects    []Object    `json:"objects"`
	Options    []Options   `json:"options,omitzero"`
	Operations []Operation `json:"operations"`
	Change     *Change     `json:"change,omitzero"`
}

// ID is the Go type of a resource's id.
type ID struct {
	Type     string    `json:"type"`
	Stem     string    `json:"stem"` // of its unexported names
	Noun     string    `json:"noun"`
	Root     bool      `json:"root,omitzero"` // whether the type is in the root package
	ARMType  string    `json:"armType,omitzero"`
	Scope    Scope     `json:"scope,omitzero"`
	Provider string    `json:"provider,omitzero"`
	Parent   *Parent   `json:"parent,omitzero"`
	Home     string    `json:"home,omitzero"` // the interface, for an id with several parents
	From     string    `json:"from,omitzero"` // Go path of what the id begins with: Manager.ResourceGroup
	Segments []Segment `json:"segments,omitzero"`
	Children []Child   `json:"children,omitzero"`
}

// Scope is what an id begins with.
type Scope string

// The scopes.
const (
	GroupScope           Scope = "group"
	SubscriptionScope    Scope = "subscription"
	ManagementGroupScope Scope = "managementGroup"
	TenantScope          Scope = "tenant"
	AnyScope             Scope = "any"
	ServiceScope         Scope = "service" // no provider either: an id of a service of its own
)

// Parent is the id that an id extends.
type Parent struct {
	Field string `json:"field"`
	Type  string `json:"type"`
	Stem  string `json:"stem"`
}

// Segment is one type and name of an id.
type Segment struct {
	Type  string    `json:"type"`
	Field string    `json:"field"` // Go path of the name
	Name  *NameRule `json:"name,omitzero"`
}

// NameRule is the rule for a name.
type NameRule struct {
	Min     int    `json:"min,omitzero"`
	Max     int    `json:"max,omitzero"`
	Pattern string `json:"pattern,omitzero"`
}

// Child is a method of an id that returns the id of a child.
type Child struct {
	Method string `json:"method"`
	Type   string `json:"type"`
	Field  string `json:"field"` // of the child's id that holds the parent
	Noun   string `json:"noun"`
}

// Home is the sealed interface over the parents of an id.
type Home struct {
	Type   string     `json:"type"`
	Seal   string     `json:"seal"` // its unexported method
	Noun   string     `json:"noun"` // of the child
	Choice []HomeKind `json:"choice"`
}

// HomeKind is one of the parents.
type HomeKind struct {
	Type     string    `json:"type"`
	Stem     string    `json:"stem"`
	Noun     string    `json:"noun"`
	Shape    string    `json:"shape"` // variable with the child's shape below this parent
	Scope    Scope     `json:"scope"`
	Provider string    `json:"provider"`
	Segments []Segment `json:"segments"`
}

// Enum is a string type with known values; others pass through.
type Enum struct {
	Name   string      `json:"name"`
	Doc    string      `json:"doc"`
	Closed bool        `json:"closed,omitzero"` // whether the service takes no other values
	Spec   string      `json:"spec"`
	Values []EnumValue `json:"values"`
}

// EnumValue is a constant.
type EnumValue struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}
