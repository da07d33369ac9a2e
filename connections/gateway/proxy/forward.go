// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
)

// maxFailure bounds what is read of an upstream's answer that is an error.
const maxFailure = 64 << 10

// passedOn are the headers of a request that the upstream gets. What is not here stays: credentials, cookies,
// what proxies on the way wrote, and openai-project, which OpenAI takes for a project of its own.
func passedOn() []string {
	return []string{
		"Accept", "Content-Type", "User-Agent", "Traceparent", "Tracestate", "X-Request-Id", HeaderClientRequestID,
		"Openai-Beta", "Anthropic-Version", "Anthropic-Beta",
	}
}

// withheld are the headers of an answer that are the upstream's own matter.
func withheld() []string {
	return []string{
		"Set-Cookie", "Www-Authenticate", "Proxy-Authenticate", "Location", "Content-Location", "Refresh", "Alt-Svc", "Clear-Site-Data",
		"Strict-Transport-Security", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Link", "Nel", "Report-To", "Reporting-Endpoints",
		"X-Accel-Redirect", "X-Sendfile", // with which servers in front are told to send files
	}
}

// rewrite makes the upstream's request.
func (p *Proxy) rewrite(pr *httputil.ProxyRequest) {
	x, _ := pr.In.Context().Value(exchangeKey{}).(*exchange)
	to := *p.upstream.url
	path, raw := to.Path, to.EscapedPath()
	if x.route.model != "" {
		path += "/" + deploymentsPath + "/" + x.route.model
		raw += "/" + deploymentsPath + "/" + url.PathEscape(x.route.model)
	}
	to.Path, to.RawPath = path+"/"+x.route.operation, raw+"/"+x.route.operation
	to.RawQuery = p.upstream.query(pr.In.URL.Query())
	pr.Out.URL, pr.Out.Host = &to, ""
	header := http.Header{"Accept-Encoding": {"identity"}} // the usage of an answer is read on its way
	for _, name := range append(passedOn(), p.options.Headers...) {
		name = http.CanonicalHeaderKey(name)
		if values := pr.Out.Header[name]; len(values) > 0 {
			header[name] = values
		}
	}
	for name, values := range pr.Out.Header {
		if p.options.KeepFoundry && strings.HasPrefix(name, foundryPrefix) {
			header[name] = values
		}
	}
	if x.route.model == "" { // the body was looked at as JSON, and must not be read as a form or in another charset
		header["Content-Type"] = []string{"application/json"}
	}
	if _, ok := header["User-Agent"]; !ok {
		header["User-Agent"] = nil // none, in place of Go's own
	}
	pr.Out.Header = header
}

// query is the one parameter that the upstream gets.
func (u *upstream) query(asked url.Values) string {
	version := u.version
	if version == "" && !u.v1 {
		version = asked.Get("api-version")
	}
	if version == "" {
		return ""
	}
	return url.Values{"api-version": {version}}.Encode()
}

var errRedirect = errors.New("proxy: the upstream leads elsewhere, or to another protocol")

// modify makes the answer one that Foundry takes: 200 for success, no redirection, errors in the form of OpenAI's.
func (p *Proxy) modify(resp *http.Response) error {
	for _, name := range withheld() {
		resp.Header.Del(name)
	}
	for name, values := range resp.Header {
		if p.upstream.leaks([]byte(strings.Join(values, "\n"))) {
			resp.Header.Del(name)
		}
	}
	switch status := resp.StatusCode; {
	case status == http.StatusOK:
		return nil
	case status > 200 && status < 300:
		resp.StatusCode, resp.Status = http.StatusOK, "200 OK"
		return nil
	case status < 400:
		return errRedirect
	}
	return p.explain(resp)
}

// explain passes an upstream's error on where it has the form of OpenAI's, and writes one in its place where not. What
// the upstream says of the gateway's own credential is not the caller's matter.
func (p *Proxy) explain(resp *http.Response) error {
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxFailure+1))
	_ = resp.Body.Close()
	if err != nil {
		return err
	}
	status := resp.StatusCode
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusProxyAuthRequired:
		p.upstream.rejected()
		p.options.Logger.ErrorContext(resp.Request.Context(), "the upstream refuses the gateway's credential", "status", status)
		return &RefusedError{
			Status: http.StatusBadGateway, Kind: kindServer, Code: "upstream_refused",
			Message: fmt.Sprintf("the models refuse this gateway with %d; have its operator renew its key, or give its identity a role such as Cognitive Services OpenAI User", status),
		}
	case status > 599:
		status = http.StatusBadGateway
	}
	if len(text) > maxFailure || !openAIError(text) || p.upstream.leaks(text) {
		e := &RefusedError{
			Status: status, Kind: kindServer, Code: "upstream_error",
			Message: fmt.Sprintf("the models answered %d and not in the form of OpenAI's errors; see the gateway's log and the models' own", resp.StatusCode),
		}
		if status < 500 {
			e.Kind = kindInvalid
		}
		text = e.body()
	}
	resp.StatusCode, resp.Status = status, strconv.Itoa(status)+" "+http.StatusText(status)
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	resp.TransferEncoding = nil
	resp.Header.Set("Content-Length", strconv.Itoa(len(text)))
	resp.Header.Set("Content-Type", "application/json")
	resp.Header.Del("Content-Encoding")
	return nil
}

// openAIError reports whether a text is an error in the form of OpenAI's API: {"error":{"message":…}}.
func openAIError(text []byte) bool {
	var body struct {
		Error *struct {
			Message *string `json:"message"`
		} `json:"error"`
	}
	return json.Unmarshal(text, &body) == nil && body.Error != nil && body.Error.Message != nil
}

// fail answers where the upstream did not, or not usably. It panics as [httputil.ReverseProxy] itself does where an
// answer breaks off.
func (p *Proxy) fail(w http.ResponseWriter, r *http.Request, err error) {
	x, _ := r.Context().Value(exchangeKey{}).(*exchange)
	if refusal := x.refusal(); refusal != nil {
		refusal.Write(w)
		return
	}
	cause := context.Cause(r.Context())
	if cause != nil && !errors.Is(cause, errTooLong) {
		panic(http.ErrAbortHandler) // the caller left, or the server stops: without an answer it would be an empty 200
	}
	refusal, ok := errors.AsType[*RefusedError](err)
	if !ok {
		refusal = unanswered(err)
		p.options.Logger.ErrorContext(r.Context(), "no answer from the upstream", "code", refusal.Code, "error", err.Error())
	}
	refusal.Write(w)
}

// unanswered is the refusal for an upstream that did not answer.
func unanswered(err error) *RefusedError {
	e := &RefusedError{Status: http.StatusBadGateway, Kind: kindServer}
	_, signIn := errors.AsType[*credentialError](err)
	slow, isNet := errors.AsType[net.Error](err)
	switch {
	case signIn:
		e.Code, e.Message = "upstream_credential", "this gateway gets no token for the models; have its operator see to its identity"
	case errors.Is(err, errRedirect):
		e.Code, e.Message = "upstream_redirect", "the models lead elsewhere, which is not followed; have this gateway's operator correct the URL of its upstream"
	case isNet && slow.Timeout():
		e.Status, e.Code, e.Message = http.StatusGatewayTimeout, "upstream_timeout", "the models took too long to answer; try again, or ask for less"
	default:
		e.Code, e.Message = "upstream_unreachable", "this gateway does not reach the models; try again later"
	}
	return e
}

// unquote reads a JSON string.
func unquote(text []byte) (string, bool) {
	var s *string
	if json.Unmarshal(text, &s) != nil || s == nil {
		return "", false
	}
	return *s, true
}
