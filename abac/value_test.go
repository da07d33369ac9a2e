// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/abac"
)

func TestRequest_JSON(t *testing.T) {
	t.Parallel()
	const text = `{"action":"a/read","suboperation":"List","resource":{"b":"x","c":["x","y"],"d":true},"principal":{"n":-3}}`
	want := abac.Request{
		Action: "a/read", Suboperation: "List",
		Resource:  abac.Attributes{"b": abac.Text("x"), "c": abac.Texts("x", "y"), "d": abac.Boolean(true)},
		Principal: abac.Attributes{"n": abac.Number(-3)},
	}
	var got abac.Request
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Unmarshal() (-want +got)\n%s", diff)
	}
	if out, err := json.Marshal(want); err != nil || string(out) != text {
		t.Errorf("Marshal() = %s, %v", out, err)
	}
}

func TestValue_UnmarshalJSON_errors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"1.5": "whole numbers", "null": "leave out what is missing", `{"a":1}`: "want a string", `["a",null]`: "leave out", "1e3": "whole numbers", "99999999999999999999": "whole numbers",
	} {
		var v abac.Value
		if err := json.Unmarshal([]byte(text), &v); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Unmarshal(%s) = %v, %v; want %q", text, v, err, want)
		}
	}
}

func TestList_isFlat(t *testing.T) {
	t.Parallel()
	got := abac.List(abac.Text("a"), abac.Texts("b", "c"), abac.Number(1))
	if want := `["a","b","c",1]`; got.String() != want {
		t.Errorf("List() = %s, want %s", got, want)
	}
	if got.Equal(abac.Texts("a", "b", "c")) || !abac.List().Equal(abac.Texts()) || abac.Texts().String() != "[]" {
		t.Error("Equal() does not tell values apart")
	}
}
