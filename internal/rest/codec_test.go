// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest_test

import (
	"encoding/json"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/azfoundry/azfoundry/internal/rest"
)

// listing is a model with what the ways of encoding/json and of the JSON library differ in.
type listing struct {
	Scopes []string          `json:"scopes"`
	Tags   map[string]string `json:"tags"`
	Text   string            `json:"text"`
	Bytes  [2]byte           `json:"bytes"`
}

type listingFields listing

func (m listing) MarshalJSON() ([]byte, error) { return rest.Marshal(listingFields(m)) }

func (m listing) MarshalJSONTo(e *jsontext.Encoder) error {
	return rest.MarshalTo(e, listingFields(m))
}

// A model has one form, whoever asks for it: encoding/json brings its own ways under GOEXPERIMENT=jsonv2,
// by which nil slices are null.
func TestMarshal_hasOneForm(t *testing.T) {
	t.Parallel()
	direct, err := rest.Marshal(listing{Text: "<&>"})
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"scopes":[],"tags":{},"text":"<&>","bytes":"AAA="}`; string(direct) != want {
		t.Errorf("Marshal() = %s, want %s", direct, want)
	}
	standard, err := json.Marshal([]listing{{}})
	if want := `[{"scopes":[],"tags":{},"text":"","bytes":"AAA="}]`; err != nil || string(standard) != want {
		t.Errorf("encoding/json: %s, %v, want %s", standard, err, want)
	}
}
