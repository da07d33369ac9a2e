// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"errors"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/azfoundry/azfoundry/internal/secret"
)

// The service spells members in more than one case, and repeats some; both must decode. What else an
// encoder or decoder came with is set back: under GOEXPERIMENT=jsonv2 encoding/json calls with its own
// ways, by which a nil slice is null.
var decoding = json.JoinOptions(
	json.DefaultOptionsV2(),
	json.MatchCaseInsensitiveNames(true),
	jsontext.AllowDuplicateNames(true),
	jsontext.AllowInvalidUTF8(true),
)

// Encoding is deterministic, so that equal values are equal bytes.
var encoding = json.JoinOptions(
	json.DefaultOptionsV2(),
	json.Deterministic(true),
	jsontext.AllowDuplicateNames(true),
	jsontext.AllowInvalidUTF8(true),
)

// onWire reveals secrets; used for the bodies of requests alone.
var onWire = json.JoinOptions(encoding, json.WithMarshalers(
	json.MarshalToFunc(func(e *jsontext.Encoder, s secret.Secret) error {
		if s.IsZero() {
			return e.WriteToken(jsontext.Null)
		}
		return e.WriteToken(jsontext.String(secret.Reveal(s)))
	}),
))

// model is what a pointer to a generated model can do; both methods read the same.
type model interface {
	json.Unmarshaler
	json.UnmarshalerFrom
}

// Unmarshal decodes into the fields of a model; called by generated UnmarshalJSON methods.
func Unmarshal(b []byte, v any) error {
	if quick(b, v) {
		return nil
	}
	return quiet(json.Unmarshal(b, v, decoding))
}

// UnmarshalFrom is [Unmarshal] from a decoder.
func UnmarshalFrom(d *jsontext.Decoder, v any) error {
	unknown := unknownOf(v)
	if unknown == nil || *unknown != nil {
		return json.UnmarshalDecode(d, v, decoding)
	}
	*unknown = make(jsontext.Value, 0, usualUnknown)
	err := json.UnmarshalDecode(d, v, decoding)
	if len(*unknown) == 0 {
		*unknown = nil
	}
	return err
}

// usualUnknown is room for systemData, which nearly every resource has and no model needs. Without it
// the decoder would make room three times.
const usualUnknown = 320

// unknownOf returns the last field of a model if it is the one for unknown members, else nil.
func unknownOf(v any) *jsontext.Value {
	model := reflect.ValueOf(v).Elem()
	if model.Kind() != reflect.Struct || model.NumField() == 0 {
		return nil
	}
	unknown, _ := reflect.TypeAssert[*jsontext.Value](model.Field(model.NumField() - 1).Addr())
	return unknown
}

// Marshal encodes the fields of a model with secrets redacted; called by generated MarshalJSON methods.
func Marshal(v any) ([]byte, error) { return json.Marshal(v, encoding) }

// MarshalTo is [Marshal] to an encoder; the encoder's options decide whether secrets are revealed.
func MarshalTo(e *jsontext.Encoder, v any) error { return json.MarshalEncode(e, v, encoding) }

// Reveals reports whether an encoder writes the body of a request, in which secrets are not redacted.
func Reveals(e *jsontext.Encoder) bool {
	m, _ := json.GetOption(e.Options(), json.WithMarshalers)
	return m != nil
}

// wire encodes a request's body, secrets included.
func wire(v any) ([]byte, error) { return json.Marshal(v, onWire) }

// quiet keeps the place and kind of a decoding error and drops the text it would quote, which may be
// a secret.
func quiet(err error) error {
	if e, ok := errors.AsType[*DecodeError](err); ok {
		return e
	}
	if e, ok := errors.AsType[*json.SemanticError](err); ok && e != nil {
		return &DecodeError{Pointer: string(e.JSONPointer), Kind: e.JSONKind.String()}
	}
	if err != nil {
		return &DecodeError{Kind: "malformed JSON"}
	}
	return nil
}

// DecodeError reports an answer that does not fit its model. It quotes no value.
type DecodeError struct {
	// Pointer is the JSON pointer of the value; may be empty.
	Pointer string
	// Kind is what was found there.
	Kind string
}

// Error names the place and what was found there.
func (e *DecodeError) Error() string {
	return "answer does not fit: " + e.Kind + " at \"" + e.Pointer + "\""
}
