// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
)

// inject lets faults loose until the test ends.
func inject(t *testing.T, w *armtest.World, f armtest.Fault) *armtest.Injection {
	t.Helper()
	i, err := w.Inject(f)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// busy is an effect for tests of what is struck.
var busy = &armtest.Answer{Status: 503, Code: "Busy", Message: "m"}

// eachWay runs a test with clients over HTTP/2, over HTTP/1.1 and in memory.
func eachWay(t *testing.T, test func(t *testing.T, s *session)) {
	t.Helper()
	t.Run("HTTP2", func(t *testing.T) {
		t.Parallel()
		test(t, administrator(t, start(t, nil), armtest.ManagementTenant))
	})
	t.Run("HTTP1", func(t *testing.T) {
		t.Parallel()
		s := administrator(t, start(t, nil), armtest.ManagementTenant)
		transport, _ := s.client.Transport.(*http.Transport)
		transport.Protocols = new(http.Protocols)
		transport.Protocols.SetHTTP1(true)
		test(t, s)
	})
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		s := administrator(t, start(t, &armtest.Options{Listen: armtest.NoListener}), armtest.ManagementTenant)
		s.client = s.world.Transport()
		test(t, s)
	})
}

func TestFault_strikesWhatItSelects(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fault armtest.Fault
		want  string // of ten GETs of the pool: x where struck
	}{
		{"all", armtest.Fault{}, "xxxxxxxxxx"},
		{"the third", armtest.Fault{From: 3, To: 3}, "..x......."},
		{"from the third", armtest.Fault{From: 3}, "..xxxxxxxx"},
		{"up to the third", armtest.Fault{To: 3}, "xxx......."},
		{"every fifth", armtest.Fault{From: 5, Every: 5}, "....x....x"},
		{"every third in a range", armtest.Fault{From: 2, To: 7, Every: 3}, ".x..x....."},
		{"chance", armtest.Fault{Chance: 0.5, Seed: 7}, "..xxxxxx.x"},
		{"the same chance", armtest.Fault{Chance: 0.5, Seed: 7}, "..xxxxxx.x"},
		{"method", armtest.Fault{Methods: []string{"PUT", "get"}}, "xxxxxxxxxx"},
		{"another method", armtest.Fault{Methods: []string{"PUT"}}, ".........."},
		{"the path", armtest.Fault{Path: strings.ToUpper(armtest.DefaultPool)}, "xxxxxxxxxx"},
		{"pattern", armtest.Fault{Path: "/subscriptions/*/**/ipamPools/ma*"}, "xxxxxxxxxx"},
		{"pattern in the middle", armtest.Fault{Path: "**/ipamPools/**"}, "xxxxxxxxxx"},
		{"too short", armtest.Fault{Path: "/subscriptions/*"}, ".........."},
		{"too long", armtest.Fault{Path: "**/ipamPools/main/*"}, ".........."},
		{"another path", armtest.Fault{Path: "**/virtualNetworks/*"}, ".........."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := administrator(t, start(t, nil), armtest.ManagementTenant)
			tt.fault.Answer = busy
			i := inject(t, s.world, tt.fault)
			var got strings.Builder
			for range 10 {
				got.WriteString(map[int]string{503: "x", 200: "."}[s.do("GET", armtest.DefaultPool, nil).status])
			}
			if got.String() != tt.want || i.Hits() != strings.Count(tt.want, "x") {
				t.Errorf("struck %s, %d hits, want %s", got.String(), i.Hits(), tt.want)
			}
			i.Remove()
			i.Remove()
			s.want("200", "GET", armtest.DefaultPool, nil)
		})
	}
}

func TestWorld_Inject_refusesWhatIsNoFault(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	tests := []struct {
		name  string
		fault armtest.Fault
		want  []string
	}{
		{"no effect", armtest.Fault{}, []string{"no effect"}},
		{"everything at once", armtest.Fault{
			Path: "/a/[", From: 3, To: 2, Chance: 2, Answer: &armtest.Answer{Status: 7, Form: "soon"}, Break: "never", LinksTo: "elsewhere",
			Truncate: new(-1), Slow: &armtest.Slow{}, Stale: &armtest.Stale{}, Outcome: &armtest.Outcome{}, Throttle: &armtest.Throttle{Size: -1},
		}, []string{
			`"["`, "range", "Chance", "Status 7", `"soon"`, "Break", "LinksTo", "Truncate", "Slow", "Stale", "Outcome", "Throttle",
		}},
	}
	for _, tt := range tests {
		_, err := w.Inject(tt.fault)
		for _, part := range tt.want {
			if err == nil || !strings.Contains(err.Error(), part) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s: error = %v, want one line with %s", tt.name, err, part)
			}
		}
	}
}

// Faults are data: they can be read from a file.
func TestFault_fromJSON(t *testing.T) {
	t.Parallel()
	text := `{"methods":["GET"],"path":"**/ipamPools/*","from":2,"to":2,"answer":{"status":429,"code":"C","wait":90000000000,"form":"seconds"}}`
	var f armtest.Fault
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		t.Fatal(err)
	}
	want := armtest.Fault{
		Methods: []string{"GET"}, Path: "**/ipamPools/*", From: 2, To: 2,
		Answer: &armtest.Answer{Status: 429, Code: "C", Wait: 90 * time.Second, Form: armtest.WaitSeconds},
	}
	if diff := cmp.Diff(want, f); diff != "" {
		t.Errorf("fault (-want +got):\n%s", diff)
	}
	back, err := json.Marshal(want)
	if err != nil || string(back) != text {
		t.Errorf("fault = %s, %v, want %s", back, err, text)
	}
}

func TestAnswer_asksToWaitInEachForm(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	tests := []struct {
		form         armtest.WaitForm
		wait         time.Duration
		header, want string
	}{
		{"", time.Minute, "Retry-After", ""},
		{armtest.WaitSeconds, 0, "Retry-After", "0"},
		{armtest.WaitSeconds, 1500 * time.Millisecond, "Retry-After", "2"},
		{armtest.WaitSeconds, 5 * time.Minute, "Retry-After", "300"},
		{armtest.WaitDate, 90 * time.Second, "Retry-After", "Wed, 04 Mar 2026 05:07:37 GMT"},
		{armtest.WaitMilliseconds, 1500 * time.Millisecond, "Retry-After-Ms", "1500"},
		{armtest.WaitServiceMilliseconds, time.Second, "X-Ms-Retry-After-Ms", "1000"},
	}
	for _, tt := range tests {
		w := start(t, &armtest.Options{Clock: func() time.Time { return now }})
		inject(t, w, armtest.Fault{Answer: &armtest.Answer{Status: 429, Code: "C", Message: "100%", Wait: tt.wait, Form: tt.form, Header: http.Header{"x-own": {"1"}}}})
		s := newSession(t, w, "none")
		got := s.want("C", "GET", "/subscriptions", nil)
		if got.status != 429 || got.message() != "100%" || got.header.Get(tt.header) != tt.want || got.header.Get("X-Own") != "1" {
			t.Errorf("%q %v: %d %s %v, want %s: %s", tt.form, tt.wait, got.status, got.text, got.header, tt.header, tt.want)
		}
	}
}

func TestBreak_beforeAndAfterTheEffect(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, s *session) {
		for moment, outcome := range map[armtest.Break]string{armtest.BreakBefore: "ResourceNotFound", armtest.BreakAfter: "200"} {
			fault := inject(t, s.world, armtest.Fault{Methods: []string{"PUT"}, Break: moment})
			if got, err := s.try("PUT", pool(string(moment)), poolBody("", "172.16.0.0/16")); err == nil {
				t.Errorf("break %s: answer %d, want a broken connection", moment, got.status)
			} else if _, sockets := s.client.Transport.(*http.Transport); !sockets && !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("break %s: error = %v, want a reset connection", moment, err)
			}
			s.want(outcome, "GET", pool(string(moment)), nil)
			if fault.Hits() != 1 {
				t.Errorf("break %s: %d hits, want one", moment, fault.Hits())
			}
			fault.Remove()
		}
		for _, r := range s.world.Requests() {
			if r.Method == "PUT" && r.Status != 0 {
				t.Errorf("%s was recorded with %d", r.URL, r.Status)
			}
		}
	})
}

func TestTruncate_cutsTheBody(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, s *session) {
		full := s.want("200", "GET", armtest.DefaultPool, nil).text
		for _, n := range []int{0, 1, 40, len(full) - 1} {
			fault := inject(t, s.world, armtest.Fault{Truncate: new(n)})
			got, err := s.try("GET", armtest.DefaultPool, nil)
			if err == nil || got.status != 200 || got.text != full[:n] {
				t.Errorf("after %d bytes: %d %q, %v, want the beginning and an error", n, got.status, got.text, err)
			}
			fault.Remove()
		}
		inject(t, s.world, armtest.Fault{Truncate: new(len(full))})
		if got := s.want("200", "GET", armtest.DefaultPool, nil).text; got != full {
			t.Errorf("a body that is not longer = %q", got)
		}
	})
}

func TestSlow_sendsTheBodyInParts(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, s *session) {
		full := s.want("200", "GET", armtest.DefaultPool, nil).text
		slow := inject(t, s.world, armtest.Fault{Slow: &armtest.Slow{Bytes: 10, Pause: 5 * time.Millisecond, Most: 50 * time.Millisecond}})
		began := time.Now()
		if got := s.want("200", "GET", armtest.DefaultPool, nil).text; got != full {
			t.Errorf("body = %q, want all of it", got)
		}
		if took := time.Since(began); took < 50*time.Millisecond {
			t.Errorf("took %v, want ten pauses", took)
		}
		slow.Remove()

		inject(t, s.world, armtest.Fault{Slow: &armtest.Slow{Pause: time.Hour, Most: 2 * time.Hour}})
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		req, _ := http.NewRequestWithContext(ctx, http.MethodGet, s.world.ResourceManager()+armtest.DefaultPool+"?api-version="+apiVersion, nil)
		req.Header = s.header
		resp, err := s.client.Do(req)
		if err != nil {
			t.Fatalf("the header is not there before the body: %v", err)
		}
		defer resp.Body.Close()
		time.AfterFunc(10*time.Millisecond, cancel)
		if _, err := io.ReadAll(resp.Body); !errors.Is(err, context.Canceled) {
			t.Errorf("reading = %v, want the context's end", err)
		}
	})
}

func TestStale_readsLagBehindWrites(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, s *session) {
		fault := inject(t, s.world, armtest.Fault{Methods: []string{"PUT", "DELETE"}, Path: "**/ipamPools/*", Stale: &armtest.Stale{Reads: 2}})
		tagged := poolBody("", "172.16.0.0/16")
		tagged["tags"] = object{"a": "b"}
		codes := func(n int) (out []string) {
			for range n {
				got := s.do("GET", strings.ToUpper(pool("p")), nil)
				out = append(out, got.code()+strings.Join(texts(got.body, "tags", "a"), ""))
			}
			return out
		}
		s.want("201", "PUT", pool("p"), poolBody("", "172.16.0.0/16"))
		if got := codes(3); !slices.Equal(got, []string{"ResourceNotFound", "ResourceNotFound", "200"}) {
			t.Errorf("reads after it was made: %v", got)
		}
		s.want("200", "PUT", pool("p"), tagged)
		if got := codes(3); !slices.Equal(got, []string{"200", "200", "200b"}) {
			t.Errorf("reads after it was changed: %v", got)
		}
		s.want("InvalidRequestFormat", "PUT", pool("p"), poolBody("", "172.16.0.0/16", "172.16.0.0/16"))
		if got := codes(1); !slices.Equal(got, []string{"200b"}) {
			t.Errorf("a read after a refused write: %v", got)
		}
		s.want("202", "DELETE", pool("p"), nil)
		if got := codes(6); !slices.Equal(got[:2], []string{"200b", "200b"}) || got[5] != "ResourceNotFound" {
			t.Errorf("reads after the deletion: %v", got)
		}
		fault.Remove()

		inject(t, s.world, armtest.Fault{Methods: []string{"PATCH"}, Stale: &armtest.Stale{Reads: 1, Missing: true}})
		s.want("InvalidRequestContent", "PATCH", armtest.DefaultPool, object{"location": "westus"})
		s.want("200", "GET", armtest.DefaultPool, nil)
		s.want("200", "PATCH", armtest.DefaultPool, object{"tags": object{"a": "c"}})
		s.want("ResourceNotFound", "GET", armtest.DefaultPool, nil)
		s.want("200", "GET", armtest.DefaultPool, nil)
	})
}

func TestLinksTo_leadsElsewhere(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, s *session) {
		for _, name := range []string{"a", "b"} {
			s.want("201", "PUT", pool(name), poolBody("", "172.16.0.0/16"))
		}
		inject(t, s.world, armtest.Fault{LinksTo: "https://elsewhere.example"})
		links := map[string]string{
			"Azure-AsyncOperation": s.want("201", "PUT", pool("c"), poolBody("", "172.16.0.0/16")).header.Get("Azure-AsyncOperation"),
			"Location":             s.want("202", "DELETE", pool("c"), nil).header.Get("Location"),
			"nextLink":             texts(s.want("200", "GET", armtest.DefaultManager+"/ipamPools?top=1", nil).body, "nextLink")[0],
		}
		for name, link := range links {
			if !strings.HasPrefix(link, "https://elsewhere.example/subscriptions/") || !strings.Contains(link, "api-version=") {
				t.Errorf("%s = %q", name, link)
			}
		}
		s.want("200", "GET", armtest.DefaultPool, nil)
	})
}

func TestOutcome_ofLongOperations(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, s *session) {
		failing := inject(t, s.world, armtest.Fault{Outcome: &armtest.Outcome{Code: "Broken", Message: "it broke"}})
		put := s.want("201", "PUT", pool("p"), poolBody("", "172.16.0.0/16"))
		url := put.header.Get("Azure-AsyncOperation")
		s.want("200", "GET", url, nil)
		if got := s.want("Broken", "GET", url, nil); got.status != 200 || got.body["status"] != "Failed" || got.message() != "it broke" {
			t.Errorf("failed PUT = %d %s", got.status, got.text)
		}
		state := func() string { return texts(s.do("GET", pool("p"), nil).body, "properties", "provisioningState")[0] }
		if got := state(); got != "Failed" {
			t.Errorf("state after a failed PUT = %s", got)
		}
		url = s.want("202", "DELETE", pool("p"), nil).header.Get("Location")
		s.want("202", "GET", url, nil)
		if got := s.want("Broken", "GET", url, nil); got.status != 409 {
			t.Errorf("failed DELETE = %d", got.status)
		}
		if got := state(); got != "Failed" {
			t.Errorf("state after a failed DELETE = %s", got)
		}
		failing.Remove()

		endless := inject(t, s.world, armtest.Fault{Outcome: &armtest.Outcome{Endless: true}})
		url = s.want("200", "PUT", pool("p"), poolBody("", "172.16.0.0/16")).header.Get("Azure-AsyncOperation")
		for range 5 {
			if got := s.want("200", "GET", url, nil); got.body["status"] != "InProgress" || state() != "Updating" {
				t.Errorf("endless operation = %s", got.text)
			}
		}
		endless.Remove()
		second := s.want("200", "PUT", pool("p"), poolBody("", "172.16.0.0/16")).header.Get("Azure-AsyncOperation")
		s.want("200", "GET", second, nil)
		s.want("200", "GET", second, nil)
		if got := s.want("200", "GET", url, nil); got.body["status"] != "Succeeded" || state() != "Succeeded" {
			t.Errorf("the operation before = %s, state %s", got.text, state())
		}
	})
}

// An operation that nobody looks at ends by itself, but not if it is endless; it holds up no other.
func TestOutcome_endlessOutlastsTheClock(t *testing.T) {
	t.Parallel()
	now := time.Now()
	w := start(t, &armtest.Options{OperationTime: time.Second, Clock: func() time.Time { return now }})
	s := administrator(t, w, armtest.ManagementTenant)
	inject(t, w, armtest.Fault{Path: "**/ipamPools/a", Outcome: &armtest.Outcome{Endless: true}})
	s.want("201", "PUT", pool("a"), poolBody("", "172.16.0.0/16"))
	s.want("201", "PUT", pool("b"), poolBody("", "172.16.0.0/16"))
	now = now.Add(time.Minute)
	for name, want := range map[string]string{"a": "Updating", "b": "Succeeded"} {
		if got := texts(s.want("200", "GET", pool(name), nil).body, "properties", "provisioningState"); !slices.Equal(got, []string{want}) {
			t.Errorf("%s is %v, want %s", name, got, want)
		}
	}
}

func TestThrottle_countsEachPrincipalAndKind(t *testing.T) {
	t.Parallel()
	now := time.Now()
	w := start(t, &armtest.Options{Clock: func() time.Time { return now }})
	admin, other := administrator(t, w, armtest.ManagedTenant), deployer(t, w, true)
	inject(t, w, armtest.Fault{Throttle: &armtest.Throttle{Size: 2, PerSecond: 0.5}})
	left := func(a answer, kind string) string { return a.header.Get("x-ms-ratelimit-remaining-" + kind) }
	for _, want := range []string{"1", "0"} {
		if got := left(admin.want("200", "GET", workload, nil), "subscription-reads"); got != want {
			t.Errorf("%s reads left, want %s", got, want)
		}
	}
	refused := admin.want("SubscriptionRequestsThrottled", "GET", workload, nil)
	if refused.status != 429 || refused.header.Get("Retry-After") != "2" || left(refused, "subscription-reads") != "0" {
		t.Errorf("refused = %d %v", refused.status, refused.header)
	}
	if got := left(admin.want("204", "DELETE", vnet("none"), nil), "subscription-deletes"); got != "1" {
		t.Errorf("%s deletes left", got)
	}
	if got := left(admin.want("201", "PUT", vnet("v"), drawing(armtest.DefaultPool, "1")), "subscription-writes"); got != "1" {
		t.Errorf("%s writes left", got)
	}
	if got := left(admin.want("200", "GET", "/subscriptions", nil), "tenant-reads"); got != "1" {
		t.Errorf("%s reads of the tenant left", got)
	}
	other.want("200", "GET", workload, nil)
	newSession(t, w, "nobody").want("InvalidAuthenticationToken", "GET", workload, nil)

	now = now.Add(time.Second)
	admin.want("SubscriptionRequestsThrottled", "GET", workload, nil)
	now = now.Add(time.Second)
	admin.want("200", "GET", workload, nil)
	admin.want("SubscriptionRequestsThrottled", "GET", workload, nil)
	now = now.Add(time.Minute)
	if got := left(admin.want("200", "GET", workload, nil), "subscription-reads"); got != "1" {
		t.Errorf("%s reads left after a minute, want a bucket that was full", got)
	}
}

func TestThrottle_documentedLimits(t *testing.T) {
	t.Parallel()
	s := administrator(t, start(t, nil), armtest.ManagedTenant)
	inject(t, s.world, armtest.Fault{Throttle: &armtest.Throttle{}})
	for method, want := range map[string]string{"GET reads": "249", "DELETE deletes": "199", "PUT writes": "199"} {
		verb, kind, _ := strings.Cut(method, " ")
		got := s.do(verb, vnet("v"), nil).header.Get("x-ms-ratelimit-remaining-subscription-" + kind)
		if got != want {
			t.Errorf("%s %s left, want %s", got, kind, want)
		}
	}
}

func TestSkew_shiftsTheServersClock(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, s *session) {
		const hours = 2 * time.Hour
		ahead := inject(t, s.world, armtest.Fault{Skew: hours})
		got := s.want("ExpiredAuthenticationToken", "GET", armtest.DefaultPool, nil)
		date, err := http.ParseTime(got.header.Get("Date"))
		if off := time.Until(date) - hours; err != nil || off.Abs() > time.Minute {
			t.Errorf("Date = %q, want two hours ahead", got.header.Get("Date"))
		}
		ahead.Remove()
		s.want("200", "GET", armtest.DefaultPool, nil)

		// A token from a server that is ahead is not valid yet.
		inject(t, s.world, armtest.Fault{Path: "/*/oauth2/**", Skew: hours})
		token := signIn(t, s.world, armtest.ManagementTenant, armtest.AdministratorClientID, armtest.AdministratorSecret)
		s.header = http.Header{"Authorization": {"Bearer " + token}}
		s.want("InvalidAuthenticationToken", "GET", armtest.DefaultPool, nil)
	})
}

func TestFault_severalActTogether(t *testing.T) {
	t.Parallel()
	s := administrator(t, start(t, nil), armtest.ManagementTenant)
	first := inject(t, s.world, armtest.Fault{From: 2, To: 2, Answer: busy})
	second := inject(t, s.world, armtest.Fault{From: 2, To: 3, Answer: &armtest.Answer{Status: 500, Code: "Second"}})
	var got []string
	for range 4 {
		got = append(got, s.do("GET", armtest.DefaultPool, nil).code())
	}
	if want := []string{"200", "Busy", "Second", "200"}; !slices.Equal(got, want) || first.Hits() != 1 || second.Hits() != 1 {
		t.Errorf("answers %v, want %v: both count all, the first answers first", got, want)
	}
}

// Faults that take turns leave no request out and strike none twice, however many come at once.
func TestFault_takesTurnsAmongRequestsAtOnce(t *testing.T) {
	t.Parallel()
	w := start(t, &armtest.Options{Listen: armtest.NoListener})
	const each, at = 200, 8
	var turns []*armtest.Injection
	for n := range 5 {
		turns = append(turns, inject(t, w, armtest.Fault{From: n + 1, Every: 5, Answer: busy}))
	}
	var all sync.WaitGroup
	for range at {
		all.Go(func() {
			s := newSession(t, w, "")
			for range each {
				if a, err := s.try("GET", armtest.DefaultPool, nil); err != nil || a.status != 503 {
					t.Errorf("GET = %d, %v, want 503: some fault strikes every request", a.status, err)
				}
			}
		})
	}
	all.Wait()
	for n, i := range turns {
		if i.Hits() != each*at/5 {
			t.Errorf("fault %d struck %d requests, want every fifth of %d", n, i.Hits(), each*at)
		}
	}
}

// A fault may take part in a request while others come and go.
func TestInjection_concurrent(t *testing.T) {
	t.Parallel()
	w := start(t, &armtest.Options{Listen: armtest.NoListener})
	token := signIn(t, w, armtest.ManagementTenant, armtest.AdministratorClientID, armtest.AdministratorSecret)
	all := inject(t, w, armtest.Fault{Throttle: &armtest.Throttle{Size: 1 << 20}, Stale: &armtest.Stale{Reads: 1}})
	done := make(chan struct{})
	for range 4 {
		go func() {
			defer func() { done <- struct{}{} }()
			s := newSession(t, w, token)
			for range 25 {
				i, err := w.Inject(armtest.Fault{Every: 2, Answer: busy})
				if err != nil {
					t.Error(err)
					return
				}
				if a, err := s.try("PUT", pool("p"), poolBody("", "172.16.0.0/16")); err != nil || a.status > 201 && a.status != 503 {
					t.Errorf("PUT = %d, %v", a.status, err)
				}
				i.Remove()
			}
		}()
	}
	for range 4 {
		<-done
	}
	if all.Hits() != 100 {
		t.Errorf("%d hits, want every request's", all.Hits())
	}
}

// Closing a world cuts an answer that would come for hours.
func TestClose_cutsSlowAnswers(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := administrator(t, w, armtest.ManagementTenant)
	slow := inject(t, w, armtest.Fault{Slow: &armtest.Slow{Pause: time.Hour, Most: 9 * time.Hour}})
	ended := make(chan error)
	go func() {
		_, err := s.try("GET", armtest.DefaultPool, nil)
		ended <- err
	}()
	for slow.Hits() == 0 {
		time.Sleep(time.Millisecond)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err == nil {
		t.Error("the answer came")
	}
}

func TestTransport_knowsNoOtherHost(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	for _, url := range []string{"https://127.0.0.1/", "http" + strings.TrimPrefix(w.ResourceManager(), "https"), "https://localhost:1/"} {
		if resp, err := w.Transport().Get(url); err == nil {
			t.Errorf("GET %s = %d, want no connection", url, resp.StatusCode)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, w.ResourceManager(), nil)
	if _, err := w.Transport().Do(req); !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v, want the context's", err)
	}
}
