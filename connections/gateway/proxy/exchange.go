// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// exchange is a request to a model under way. The transport may read the body still when the answer has begun,
// hence the lock.
type exchange struct {
	route  route
	known  []Model
	origin Origin

	mu      sync.Mutex    // guards what follows
	refused *RefusedError // what was wrong with the body
	model   string        // what the body calls
}

type exchangeKey struct{}

// infer passes a request on to a model.
func (p *Proxy) infer(w http.ResponseWriter, r *http.Request, to route) {
	began := time.Now()
	x := &exchange{route: to}
	x.origin, _ = FromContext(r.Context())
	m := newMeter(w)
	m.final = true
	if refusal := p.admit(r, x); refusal != nil {
		refusal.Write(m)
		p.served(r.Context(), x, Served{Status: refusal.Status, Took: time.Since(began)})
		return
	}
	whole := false
	defer func() { // also where the copying of the answer panics, to cut the connection
		if p.options.Limiter != nil {
			p.options.Limiter.charge(x.origin, m.outcome(whole))
		}
		p.served(r.Context(), x, Served{Status: m.status, Usage: m.usage(), Took: time.Since(began), Cut: !whole})
	}()
	caller := r.Context()
	ctx, cancel := context.WithTimeoutCause(context.WithValue(caller, exchangeKey{}, x), p.options.Timeout, errTooLong)
	defer cancel()
	r = r.WithContext(ctx)
	r.Body = p.checked(r, x)
	// Otherwise the server, as soon as the answer begins, reads what is left of the body and closes it, and sending
	// that on fails and breaks off the answer: also where all that is left is to see the end. HTTP/2 needs it not.
	_ = http.NewResponseController(w).EnableFullDuplex()
	p.reverse.ServeHTTP(m, r)
	// An upstream that sees the connection close may end its answer as if it were whole, before the copying
	// sees the same.
	whole = m.status > 0 && caller.Err() == nil
}

var errTooLong = errors.New("proxy: the answer took longer than Options.Timeout")

// admit refuses what can be refused before the body is read.
func (p *Proxy) admit(r *http.Request, x *exchange) *RefusedError {
	if r.ContentLength > p.options.MaxBody {
		return tooLarge(p.options.MaxBody)
	}
	var refusal *RefusedError
	if x.known, refusal = p.models(r.Context()); refusal != nil {
		return refusal
	}
	if x.route.model == "" && r.ContentLength == 0 {
		return badBody("the request has no body; send one object, with the member model")
	}
	if x.route.model != "" && !x.knows(x.route.model) {
		return unknownModel(x.route.model)
	}
	if p.options.Limiter != nil {
		return p.options.Limiter.admit(x.origin)
	}
	return nil
}

func (x *exchange) knows(alias string) bool {
	return slices.ContainsFunc(x.known, func(m Model) bool { return m.Alias == alias })
}

// refuse remembers what is wrong with the body, and returns it.
func (x *exchange) refuse(e *RefusedError) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.refused == nil {
		x.refused = e
	}
	return e
}

// refusal is what was wrong with the body; nil is nothing.
func (x *exchange) refusal() *RefusedError {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.refused
}

// called is the alias of the model.
func (x *exchange) called() string {
	if x.route.model != "" {
		return x.route.model
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.model
}

// served tells of a request that ended.
func (p *Proxy) served(ctx context.Context, x *exchange, s Served) {
	s.Origin, s.Operation, s.Model = x.origin, x.route.operation, x.called()
	if !plain(s.Model) {
		s.Model = ""
	}
	f := s.Origin.Foundry
	p.options.Logger.LogAttrs(ctx, slog.LevelInfo, "request", slog.Int("status", s.Status), slog.String("caller", s.Origin.Caller),
		slog.String("app", s.Origin.AppID), slog.String("project", f.ProjectID), slog.String("agent", f.Agent), slog.String("version", f.AgentVersion),
		slog.String("connection", f.Connection), slog.String("operation", s.Operation), slog.String("model", s.Model),
		slog.Int64("tokens", s.Usage.Total), slog.Bool("cut", s.Cut), slog.Duration("took", s.Took), slog.String("request", f.ClientRequestID))
	if p.options.OnServed != nil {
		p.options.OnServed(ctx, s)
	}
}

// checked returns the body of a request, which ends with an error where it is too long or calls a model that is
// not there: what is wrong never reaches the upstream whole.
func (p *Proxy) checked(r *http.Request, x *exchange) io.ReadCloser {
	b := &checkedBody{ReadCloser: r.Body, exchange: x, left: p.options.MaxBody, most: p.options.MaxBody}
	if x.route.model == "" {
		b.scanner = &scanner{wants: b.wants, found: b.found}
	}
	return b
}

// checkedBody is a body that is looked at while it passes by.
type checkedBody struct {
	io.ReadCloser

	exchange   *exchange
	left, most int64
	scanner    *scanner // nil where the path names the model
	names      int      // how many members named a model
}

// Read reads on; bytes that make the body wrong are not among what it returns.
func (b *checkedBody) Read(p []byte) (int, error) {
	if refused := b.exchange.refusal(); refused != nil {
		return 0, refused
	}
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, b.exchange.refuse(tooLarge(b.most))
	}
	if b.scanner == nil {
		return n, err
	}
	wrong := b.scanner.write(p[:n])
	if err == io.EOF && wrong == nil {
		wrong = b.scanner.end()
	}
	switch {
	case wrong != nil:
		return 0, b.exchange.refuse(badBody("the body is not JSON; send one object, with the member model"))
	case b.names == 0 && b.scanner.state == atEnd:
		return 0, b.exchange.refuse(badBody("the body does not name a model; add the member model, or set deploymentInPath to \"true\""))
	}
	if refused := b.exchange.refusal(); refused != nil {
		return 0, refused
	}
	return n, err
}

// wants takes the name model in any case, since some servers do. A name with what some leave out, such as bytes that are
// no text, could be the same to them.
func (b *checkedBody) wants(m member) bool {
	if m.outer == "" && (m.name == "" || !plain(m.name) || strings.ContainsRune(m.name, utf8.RuneError)) {
		_ = b.exchange.refuse(badBody("a member of the body has a name that is empty, too long or no text; leave it out"))
	}
	return m.outer == "" && strings.EqualFold(m.name, "model")
}

// found looks at a model that the body names. Every one counts: of several servers take the first or the last.
func (b *checkedBody) found(_ member, text []byte) {
	b.names++
	alias, ok := unquote(text)
	switch {
	case !ok:
		_ = b.exchange.refuse(badBody("the member model is no string; name one of the gateway's models"))
	case !b.exchange.knows(alias):
		_ = b.exchange.refuse(unknownModel(alias))
	default:
		b.exchange.mu.Lock()
		b.exchange.model = alias
		b.exchange.mu.Unlock()
	}
}

func badBody(message string) *RefusedError {
	return &RefusedError{Status: http.StatusBadRequest, Kind: kindInvalid, Code: "invalid_body", Param: "model", Message: message}
}

func tooLarge(most int64) *RefusedError {
	return &RefusedError{
		Status: http.StatusRequestEntityTooLarge, Kind: kindInvalid, Code: "request_too_large",
		Message: fmt.Sprintf("the body has more than %d bytes, which is what this gateway takes; send less", most),
	}
}
