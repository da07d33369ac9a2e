// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Options say what a gateway is like. Guard, Models and Upstream must be there.
type Options struct {
	// Path is where the gateway's API is: what the target of a connection has behind the host. Empty means
	// /openai; "/" is the root.
	Path string
	// Guard says who may use it.
	Guard *Guard
	// Limiter says how much; nil means as much as the models take. Questions for models do not count.
	Limiter *Limiter
	// Models tells which models there are; no other can be called. It is asked for each request, by several at
	// the same time, and should answer from memory. See [Static].
	Models func(ctx context.Context) ([]Model, error)
	// Upstream is where the models are.
	Upstream Upstream
	// Operations are the paths below a deployment, or below Path, that are passed on with POST; nil means
	// chat/completions, completions, embeddings, responses, messages and v1/messages. All else is refused: the
	// upstream's credential may be able to do more than a caller should.
	Operations []string
	// MaxBody is how many bytes a request's body may have; 0 means 32 MiB.
	MaxBody int64
	// Timeout is how long an answer may take until its end; 0 means 30 minutes, as long as Foundry waits.
	Timeout time.Duration
	// KeepFoundry passes the headers x-ms-foundry-… on to the upstream. They name projects and agents,
	// which is nothing that models need, so that they end here otherwise.
	KeepFoundry bool
	// Headers are further headers of requests that are passed on, beside Accept, Content-Type, User-Agent,
	// Traceparent, Tracestate, X-Request-Id, X-Ms-Client-Request-Id, OpenAI-Beta, Anthropic-Version and
	// Anthropic-Beta. Those that hold credentials cannot be.
	Headers []string
	// OnServed, if it is not nil, is told of each request to a model that the guard let through, once its
	// answer ended. It is called in the goroutine of the request, by several at the same time.
	OnServed func(ctx context.Context, s Served)
	// Logger gets an event for each of those requests, and for what goes wrong with the upstream. Nil logs nothing. No
	// event has a token, a key or anything of a body.
	Logger *slog.Logger
}

// Served is a request to a model that ended.
type Served struct {
	// Origin is who made it.
	Origin Origin
	// Operation is its path below the deployment: chat/completions.
	Operation string
	// Model is the alias; empty where the request ended before it was known.
	Model string
	// Status is that of the answer; 0 where none began.
	Status int
	// Usage is how many tokens it used.
	Usage Usage
	// Took is how long it took, to its end.
	Took time.Duration
	// Cut says that the answer did not come to its end: the caller left, or the upstream broke off.
	Cut bool
}

const (
	defaultMaxBody  = 32 << 20
	defaultTimeout  = 30 * time.Minute
	modelsPath      = "models"
	deploymentsPath = "deployments"
)

// Proxy is a gateway: an http.Handler that a connection of the category ApiManagement or ModelGateway can lead to. It
// answers
//
//	GET  {Path}/deployments, {Path}/deployments/{alias}        in the form of the provider AzureOpenAI
//	GET  {Path}/models, {Path}/models/{alias}                  in the form of the provider OpenAI
//	POST {Path}/deployments/{alias}/{operation}                deploymentInPath "true"
//	POST {Path}/{operation}                                    deploymentInPath "false": the body names the model
//
// the latter two in the shape of path in which they came, so that the connection has the shape of the upstream. It
// is safe for concurrent use.
type Proxy struct {
	options    Options
	prefix     string
	operations map[string]bool
	upstream   *upstream
	reverse    *httputil.ReverseProxy
	handler    http.Handler
}

// New returns a gateway. Its error is an *azfoundry.ValidationError with every fault. Nothing is asked of the
// upstream before the first request.
func New(opts Options) (*Proxy, error) {
	if opts.Operations == nil {
		opts.Operations = []string{"chat/completions", "completions", "embeddings", "responses", "messages", "v1/messages"}
	}
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	opts.MaxBody = cmp.Or(opts.MaxBody, defaultMaxBody)
	opts.Timeout = cmp.Or(opts.Timeout, defaultTimeout)
	if err := checkOptions(&opts); err != nil {
		return nil, err
	}
	p := &Proxy{
		options: opts, operations: map[string]bool{}, upstream: newUpstream(opts.Upstream),
		prefix: strings.TrimRight("/"+strings.Trim(cmp.Or(opts.Path, "/openai"), "/"), "/"),
	}
	p.options.Headers = slices.Clone(opts.Headers)
	for _, o := range opts.Operations {
		p.operations[strings.Trim(o, "/")] = true
	}
	p.reverse = &httputil.ReverseProxy{
		Rewrite: p.rewrite, Transport: p.upstream, ModifyResponse: p.modify, ErrorHandler: p.fail,
		FlushInterval: -1, // each event of a stream goes out as it comes
		ErrorLog:      slog.NewLogLogger(opts.Logger.Handler(), slog.LevelWarn),
	}
	p.handler = opts.Guard.Handler(http.HandlerFunc(p.serve))
	return p, nil
}

// ServeHTTP answers a request.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.handler.ServeHTTP(w, r) }

// Server returns a server of the gateway with limits that suit it: it waits 30 seconds for headers, takes 64 KiB of
// them, and cuts callers who within Options.Timeout, and half a minute more, did not send their body or read their
// answer. A server of one's own needs such limits too. Address and certificate are the caller's to set; Foundry
// wants a certificate of a public authority.
func (p *Proxy) Server() *http.Server {
	return &http.Server{
		Handler: p, ReadHeaderTimeout: 30 * time.Second,
		ReadTimeout: p.options.Timeout + 10*time.Second, WriteTimeout: p.options.Timeout + 30*time.Second, IdleTimeout: 5 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(p.options.Logger.Handler(), slog.LevelWarn),
	}
}

// serve answers a request that the guard let through.
func (p *Proxy) serve(w http.ResponseWriter, r *http.Request) {
	parts, ok := p.below(r.URL)
	if !ok {
		nowhere().Write(w)
		return
	}
	collection := len(parts) <= 2 && (parts[0] == deploymentsPath || parts[0] == modelsPath)
	to := route{operation: strings.Join(parts, "/")}
	if len(parts) > 2 && parts[0] == deploymentsPath {
		to = route{operation: strings.Join(parts[2:], "/"), model: parts[1]}
	}
	switch {
	case collection && (r.Method == http.MethodGet || r.Method == http.MethodHead):
		p.discover(w, r, parts[0], strings.Join(parts[1:], ""))
	case collection:
		wrongMethod(w, http.MethodGet)
	case !p.operations[to.operation]:
		nowhere().Write(w)
	case r.Method != http.MethodPost:
		wrongMethod(w, http.MethodPost)
	default:
		p.infer(w, r, to)
	}
}

// route is where a request to a model goes.
type route struct {
	operation string
	model     string // empty where the body names it
}

// below returns the segments of a path below the gateway's own; ok is false where there are none, or where one
// could lead elsewhere at the upstream.
func (p *Proxy) below(u *url.URL) (parts []string, ok bool) {
	rest, ok := strings.CutPrefix(u.EscapedPath(), p.prefix+"/")
	if !ok {
		return nil, false
	}
	for part := range strings.SplitSeq(rest, "/") {
		text, err := url.PathUnescape(part)
		if err != nil || text == "" || text == "." || text == ".." || strings.ContainsAny(text, `/\`) || !plain(text) {
			return nil, false
		}
		parts = append(parts, text)
	}
	return parts, true
}

func nowhere() *RefusedError {
	return &RefusedError{
		Status: http.StatusNotFound, Kind: kindInvalid, Code: "not_found",
		Message: "there is nothing at this path; let the connection's target end before /deployments or /chat/completions",
	}
}

func wrongMethod(w http.ResponseWriter, allowed string) {
	w.Header().Set("Allow", allowed)
	e := &RefusedError{
		Status: http.StatusMethodNotAllowed, Kind: kindInvalid, Code: "method_not_allowed", Message: "this path takes " + allowed + " alone",
	}
	e.Write(w)
}
