// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package probe

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/azfoundry/azfoundry/connections"
)

// maxAnswer is the most that is read of an answer, in bytes.
const maxAnswer = 4 << 20

// answer is what a gateway answered.
type answer struct {
	status int
	header http.Header
	body   []byte
	large  bool // there is more than was read
	err    error
}

// ask sends a request of Foundry's, signed in as the connection says.
func (r *run) ask(ctx context.Context, step *Step, call connections.GatewayCall, body any) answer {
	got := r.send(ctx, call, body, r.credential())
	step.Request, step.Status = call.Method+" "+shownURL(call.URL), got.status
	return got
}

// credential is a header that signs a request in; it has no name where none is needed.
type credential struct{ name, value string }

// credential returns the header of the connection.
func (r *run) credential() credential {
	switch {
	case r.token != "":
		return credential{authorizationHeader, "Bearer " + r.token}
	case r.signIn.key == "":
		return credential{}
	}
	h := r.signIn.header
	format := cmp.Or(h.Format, keyPlaceholder)
	return credential{cmp.Or(h.Name, defaultHeader), strings.ReplaceAll(format, keyPlaceholder, r.signIn.key)}
}

const (
	defaultHeader  = "api-key"
	keyPlaceholder = "{api_key}"
)

func (r *run) send(ctx context.Context, call connections.GatewayCall, body any, signIn credential) answer {
	var text io.Reader = http.NoBody
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return answer{err: err}
		}
		text = bytes.NewReader(encoded)
	}
	req, err := http.NewRequestWithContext(ctx, call.Method, call.URL, text)
	if err != nil {
		return answer{err: err}
	}
	for name, value := range r.Headers {
		req.Header.Set(name, value)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if q, ok := body.(question); ok && q.MaxTokens > 0 {
		req.Header.Set("anthropic-version", "2023-06-01")
	}
	if signIn.name != "" {
		req.Header.Set(signIn.name, signIn.value)
	}
	return r.do(req)
}

func (r *run) do(req *http.Request) answer {
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "azfoundry-probe")
	r.report.Requests++
	resp, err := r.client.Do(req)
	if err != nil {
		return answer{err: err}
	}
	defer resp.Body.Close()
	got := answer{status: resp.StatusCode, header: resp.Header}
	got.body, got.err = io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	got.large = len(got.body) > maxAnswer
	return got
}

// broken tells of an answer that did not come.
func (r *run) broken(at place, err error) *Finding {
	err = withoutURL(err)
	if refusesWithoutCertificate(err) {
		return new(r.finding(at, VerdictClientCertificate, "the server wants a client certificate"))
	}
	return new(r.finding(at, VerdictBroken, "the connection broke"+because(err)))
}

// withoutURL leaves out the URL of a request, whose query may be signed.
func withoutURL(err error) error {
	if ue, ok := errors.AsType[*url.Error](err); ok {
		return ue.Err
	}
	return err
}

// words returns what an answer says of itself, for people: the message of a JSON error. Other texts, such as
// pages, are only described.
func (r *run) words(got answer) string {
	var body struct {
		Message          string          `json:"message"`
		Detail           string          `json:"detail"`
		Error            json.RawMessage `json:"error"`
		ErrorDescription string          `json:"error_description"`
	}
	var inner struct {
		Code    any    `json:"code"`
		Message string `json:"message"`
	}
	var code string
	if json.Unmarshal(got.body, &body) == nil {
		_ = json.Unmarshal(body.Error, &code)  // a text in OAuth
		_ = json.Unmarshal(body.Error, &inner) // an object elsewhere
	}
	for _, text := range []string{inner.Message, body.Message, join(code, body.ErrorDescription), body.Detail} {
		if text != "" {
			return fmt.Sprintf("%q", r.secrets.short(text))
		}
	}
	if len(got.body) == 0 {
		return "an empty body"
	}
	return fmt.Sprintf("%d bytes of %s", len(got.body), r.secrets.short(kind(got)))
}

// kind is the media type of an answer.
func kind(got answer) string {
	media, _, _ := strings.Cut(got.header.Get("Content-Type"), ";")
	if media = strings.TrimSpace(media); media == "" {
		return "no media type"
	}
	return media
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ": " + b
}
