// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package secret_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"strings"
	"testing"
	"text/template"

	jsonexp "github.com/go-json-experiment/json"

	"github.com/azfoundry/azfoundry/internal/secret"
)

const canary = "canary-7f3a-Ω"

// seen reports whether a text shows the canary, in whole, in part or in another encoding.
func seen(text string) bool {
	text = strings.ToLower(text)
	for _, form := range []string{"canary", "7f3a", fmt.Sprintf("%x", "canary"), fmt.Sprintf("% x", "canary"), "99 97 110", "0x63 0x61 0x6e 0x61"} {
		if strings.Contains(text, form) {
			return true
		}
	}
	return false
}

type holder struct {
	Name   string
	Key    secret.Secret
	hidden secret.Secret
	Ptr    *secret.Secret
	Nested struct{ Keys []secret.Secret }
	ByName map[string]secret.Secret
	Any    any
}

// holders are all places a secret may hide in.
func holders() map[string]any {
	s := secret.New(canary)
	h := holder{Name: "n", Key: s, hidden: s, Ptr: &s, ByName: map[string]secret.Secret{"k": s}, Any: s}
	h.Nested.Keys = []secret.Secret{s, s}
	return map[string]any{
		"value": s, "pointer": &s, "struct": h, "pointer to struct": &h, "slice": []secret.Secret{s},
		"array": [1]secret.Secret{s}, "map": map[string]secret.Secret{"k": s}, "any": []any{s, &s, h},
		"error": fmt.Errorf("cannot use %v", s), "wrapped": fmt.Errorf("a: %w", errors.New(s.String())),
		"unexported only": struct{ s secret.Secret }{s}, "embedded": struct{ secret.Secret }{s},
	}
}

func TestSecret_fmt(t *testing.T) {
	t.Parallel()
	for name, v := range holders() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, flags := range []string{"", "+", "#", " ", "0", "-20", "20.3", "+#"} {
				for verb := 'A'; verb <= 'z'; verb++ {
					format := "%" + flags + string(verb)
					if text := fmt.Sprintf(format, v); seen(text) {
						t.Errorf("Sprintf(%q) shows the secret: %s", format, text)
					}
				}
			}
			if text := fmt.Sprint(v) + fmt.Sprintln(v); seen(text) {
				t.Errorf("Sprint() shows the secret: %s", text)
			}
		})
	}
}

func TestSecret_printsPlaceholder(t *testing.T) {
	t.Parallel()
	s := secret.New(canary)
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if got := fmt.Sprintf(format, s); got != secret.Redacted {
			t.Errorf("Sprintf(%q) = %q, want %q", format, got, secret.Redacted)
		}
		if got := fmt.Sprintf(format, secret.Secret{}); got != "" {
			t.Errorf("Sprintf(%q) of an absent secret = %q, want nothing", format, got)
		}
	}
	if got := s.String(); got != secret.Redacted {
		t.Errorf("String() = %q", got)
	}
}

func TestSecret_logs(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	options := &slog.HandlerOptions{Level: slog.LevelDebug}
	for name, v := range holders() {
		for _, h := range []slog.Handler{slog.NewTextHandler(&out, options), slog.NewJSONHandler(&out, options)} {
			l := slog.New(h)
			l.Info(name, "v", v)
			l.With("v", v).WithGroup("g").Info(name, slog.Group("g", "v", v))
		}
		log.New(&out, "", 0).Println(v)
	}
	if err := template.Must(template.New("").Parse("{{.}} {{printf `%v` .}}")).Execute(&out, holders()); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); seen(text) || strings.Count(text, secret.Redacted) < 50 {
		t.Errorf("logs show the secret, or too few placeholders:\n%s", text)
	}
}

// encoders are the JSON libraries that may meet a secret.
var encoders = map[string]func(any) ([]byte, error){
	"encoding/json": json.Marshal,
	"indented":      func(v any) ([]byte, error) { return json.MarshalIndent(v, "", " ") },
	"go-json-experiment": func(v any) ([]byte, error) {
		return jsonexp.Marshal(v, jsonexp.Deterministic(true))
	},
}

func TestSecret_MarshalJSON(t *testing.T) {
	t.Parallel()
	type body struct {
		Key secret.Secret            `json:"key"`
		Opt secret.Secret            `json:"opt,omitzero"`
		Ptr *secret.Secret           `json:"ptr,omitempty"`
		Map map[string]secret.Secret `json:"map,omitempty"`
	}
	s := secret.New(canary)
	for name, marshal := range encoders {
		b, err := marshal(body{Key: s, Ptr: &s, Map: map[string]secret.Secret{"a": s}})
		if err != nil {
			t.Fatal(err)
		}
		var compact bytes.Buffer
		if err := json.Compact(&compact, b); err != nil {
			t.Fatal(err)
		}
		if want := `{"key":"REDACTED","ptr":"REDACTED","map":{"a":"REDACTED"}}`; compact.String() != want {
			t.Errorf("%s: %s, want %s", name, compact.String(), want)
		}
		if b, err := marshal(secret.Secret{}); err != nil || string(b) != "null" {
			t.Errorf("%s of an absent secret: %s, %v; want null", name, b, err)
		}
	}
}

func TestSecret_UnmarshalJSON(t *testing.T) {
	t.Parallel()
	type body struct {
		Key secret.Secret `json:"key"`
	}
	decoders := map[string]func([]byte, any) error{
		"encoding/json":      json.Unmarshal,
		"go-json-experiment": func(b []byte, v any) error { return jsonexp.Unmarshal(b, v) },
	}
	for name, unmarshal := range decoders {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got body
			if err := unmarshal([]byte(`{"key":"`+canary+`"}`), &got); err != nil || secret.Reveal(got.Key) != canary {
				t.Errorf("read %q, %v; want the value", secret.Reveal(got.Key), err)
			}
			if err := unmarshal([]byte(`{"key":null}`), &got); err != nil || !got.Key.IsZero() {
				t.Errorf("read of null: absent %v, %v; want an absent secret", got.Key.IsZero(), err)
			}
			if err := unmarshal([]byte(`{"key":""}`), &got); err != nil || got.Key.IsZero() || secret.Reveal(got.Key) != "" {
				t.Errorf("read of an empty text: absent %v, %v; want an empty secret", got.Key.IsZero(), err)
			}
			for _, bad := range []string{
				`{"key":{"value":"` + canary + `"}}`, `{"key":["` + canary + `"]}`, `{"key":7373737}`, `{"key":"` + canary + `\q"}`,
			} {
				err := unmarshal([]byte(bad), &body{})
				if err == nil {
					t.Errorf("read of %s: no error", bad)
				} else if text := fmt.Sprintf("%v %+v %#v", err, err, err); seen(text) || strings.Contains(text, "7373737") {
					t.Errorf("the error shows the secret: %s", text)
				}
			}
		})
	}
}

func TestSecret_Equal(t *testing.T) {
	t.Parallel()
	a, b := secret.New("a"), secret.New("a")
	tests := []struct {
		name string
		x, y secret.Secret
		want bool
	}{
		{"same value", a, b, true},
		{"other value", a, secret.New("b"), false},
		{"absent", secret.Secret{}, secret.Secret{}, true},
		{"absent and empty", secret.Secret{}, secret.New(""), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.x.Equal(tt.y); got != tt.want {
				t.Errorf("Equal() = %v, want %v", got, tt.want)
			}
		})
	}
	if secret.Reveal(secret.Secret{}) != "" || secret.Reveal(a) != "a" {
		t.Error("Reveal() is not the value")
	}
}
