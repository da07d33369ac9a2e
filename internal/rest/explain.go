// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/azfoundry/azfoundry"
)

// explain wraps a failure with what was being done. Errors that say it already pass unchanged.
func (c call) explain(err error) error {
	if err == nil || errors.Is(err, azfoundry.ErrDryRun) {
		return err
	}
	if _, ok := asOpError(err); ok {
		return err
	}
	if _, ok := errors.AsType[*azfoundry.ValidationError](err); ok {
		return err
	}
	if c.chain != nil {
		err = c.chain.Explain(err) // results of operations; what answers say was explained on their way
	}
	out := &azfoundry.OpError{Op: c.name(), Resource: c.id.String(), Err: err, Message: oneLine(unreached(err))}
	if re, ok := errors.AsType[*azcore.ResponseError](err); ok {
		out.Code, out.Status, out.RequestID = re.ErrorCode, re.StatusCode, requestID(re.RawResponse)
		if re.Error() == err.Error() { // nobody explained it: use the service's own words
			out.Message = oneLine(serviceMessage(re))
		}
	}
	return out
}

// unreached returns the text of an error. One of net/http would spell out the URL, whose query may be
// signed; of that only the host is kept. An answer that was cut says only EOF.
func unreached(err error) string {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return "the connection broke in the middle of the answer: " + io.ErrUnexpectedEOF.Error()
	}
	ue, ok := errors.AsType[*url.Error](err)
	if !ok {
		return err.Error()
	}
	host := "the service"
	if u, bad := url.Parse(ue.URL); bad == nil && u.Host != "" {
		host = u.Host
	}
	return "no answer from " + host + ": " + ue.Err.Error()
}

func asOpError(err error) (*azfoundry.OpError, bool) { return errors.AsType[*azfoundry.OpError](err) }

func requestID(resp *http.Response) string {
	if resp == nil {
		return ""
	}
	return cmp.Or(resp.Header.Get("x-ms-correlation-request-id"), resp.Header.Get("x-ms-request-id"), resp.Header.Get("request-id"))
}

// errorBody is the error of Resource Manager's common error format.
type errorBody struct {
	Error struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

// serviceMessage returns the message inside an answer's body, or the status line.
func serviceMessage(re *azcore.ResponseError) string {
	if re.RawResponse == nil {
		return http.StatusText(re.StatusCode)
	}
	body, err := runtime.Payload(re.RawResponse)
	var parsed errorBody
	if err == nil && json.Unmarshal(body, &parsed) == nil && parsed.Error.Message != "" {
		return parsed.Error.Message
	}
	return cmp.Or(http.StatusText(re.StatusCode), "no message")
}

// tokenLike matches what must not reach a log although a service or a proxy echoed it: bearer values
// and JWTs.
var tokenLike = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)bearer\s+[-\w.~+/=]{8,}|eyJ[-\w]{8,}\.[-\w]+(\.[-\w]*)?`)
})

// oneLine makes foreign text fit for a log line: no line breaks, no control characters, no tokens.
func oneLine(s string) string {
	const limit = 1000
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r < 0x20 || r == 0x7f }), " ")
	s = tokenLike().ReplaceAllString(s, "REDACTED")
	if len(s) > limit {
		s = strings.ToValidUTF8(s[:limit], "") + "…"
	}
	return s
}
