// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/internal/pin"
	"github.com/azfoundry/azfoundry/ipam"
)

// bench is a client of our own with a world in memory, where time passes only while all wait.
type bench struct {
	*testing.T

	world  *armtest.World
	client *ipam.Client
	pool   ipam.PoolID
	began  time.Time
}

func inBubble(t *testing.T, test func(b bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := start(t, &armtest.Options{Listen: armtest.NoListener})
		client, err := ipam.NewClient(credential(t, w, armtest.ManagementTenant, armtest.AdministratorClientID, armtest.AdministratorSecret), w.ClientOptions())
		if err != nil {
			t.Fatal(err)
		}
		id, err := ipam.ParsePoolID(armtest.DefaultPool)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Pools.Get(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		test(bench{T: t, world: w, client: client, pool: id, began: time.Now()})
	})
}

// took returns how long it has been.
func (b bench) took() time.Duration { return time.Since(b.began) }

// count returns how many requests of a method the world got for paths that end so.
func (b bench) count(method, suffix string) int {
	n := 0
	for _, r := range b.world.Requests() {
		path, _, _ := strings.Cut(r.URL, "?")
		if r.Method == method && strings.HasSuffix(path, suffix) {
			n++
		}
	}
	return n
}

func (b bench) network(name string) ipam.VirtualNetworkID {
	return ipam.VirtualNetworkID{ResourceGroup: b.pool.Manager.ResourceGroup, Name: name}
}

// make creates a network that draws 100 addresses.
func (b bench) make(ctx context.Context, name string) (ipam.VirtualNetwork, error) {
	return b.client.VirtualNetworks.CreateOrUpdate(ctx, b.network(name), ipam.VirtualNetwork{
		Location:   armtest.DefaultRegion,
		Properties: ipam.VirtualNetworkProperties{AddressSpace: ipam.SpaceFrom(ipam.Draws{ipam.Draw(b.pool, "100")})},
	})
}

// made checks that a network has its addresses, once.
func (b bench) made(got ipam.VirtualNetwork, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
	if diff := cmp.Diff([]string{"10.0.0.0/26", "10.0.0.64/27", "10.0.0.96/30"}, got.Properties.AddressSpace.AddressPrefixes); diff != "" {
		b.Errorf("addresses (-want +got):\n%s", diff)
	}
	usage, err := b.client.Pools.Usage(b.Context(), b.pool)
	if err != nil || usage.NumberOfAllocatedIPAddresses != "100" {
		b.Errorf("the pool has given %s, %v, want 100", usage.NumberOfAllocatedIPAddresses, err)
	}
}

// In each row the first tries of a write, or of what follows it, go wrong, and the client copes.
func TestClient_writesSurvive(t *testing.T) {
	t.Parallel()
	put := []string{http.MethodPut}
	get := []string{http.MethodGet}
	refuse := func(status int, code string, form armtest.WaitForm, wait time.Duration) *armtest.Answer {
		return &armtest.Answer{Status: status, Code: code, Message: "m", Form: form, Wait: wait}
	}
	tests := []struct {
		name        string
		fault       armtest.Fault
		least, most time.Duration // that it takes
	}{
		{"busy", armtest.Fault{Methods: put, To: 2, Answer: refuse(503, "Busy", "", 0)}, time.Second, 10 * time.Second},
		{"throttled, seconds", armtest.Fault{Methods: put, To: 1, Answer: refuse(429, "TooMany", armtest.WaitSeconds, 7*time.Second)}, 7 * time.Second, 8 * time.Second},
		{"throttled, date", armtest.Fault{Methods: put, To: 1, Answer: refuse(429, "TooMany", armtest.WaitDate, 7*time.Second)}, 7 * time.Second, 8 * time.Second},
		{"throttled, ms", armtest.Fault{Methods: put, To: 1, Answer: refuse(429, "TooMany", armtest.WaitMilliseconds, 700*time.Millisecond)}, 700 * time.Millisecond, time.Second},
		{"throttled, x-ms", armtest.Fault{Methods: put, To: 1, Answer: refuse(429, "TooMany", armtest.WaitServiceMilliseconds, 700*time.Millisecond)}, 700 * time.Millisecond, time.Second},
		{"throttled, 0", armtest.Fault{Methods: put, To: 1, Answer: refuse(429, "TooMany", armtest.WaitSeconds, 0)}, time.Second, 2 * time.Second},
		{"throttled, nothing said", armtest.Fault{Methods: put, To: 3, Answer: refuse(429, "TooMany", "", 0)}, 4 * time.Second, 7 * time.Second},
		{"throttled for minutes", armtest.Fault{Methods: put, To: 1, Answer: refuse(429, "TooMany", armtest.WaitSeconds, 5*time.Minute)}, 5 * time.Minute, 330*time.Second + time.Second},
		{"unavailable for minutes", armtest.Fault{Methods: put, To: 1, Answer: refuse(503, "Busy", armtest.WaitSeconds, 5*time.Minute)}, 5 * time.Minute, 330*time.Second + time.Second},
		{"another operation", armtest.Fault{Methods: put, To: 4, Answer: refuse(409, "AnotherOperationInProgress", "", 0)}, 5 * time.Second, 15 * time.Second},
		{"broken before", armtest.Fault{Methods: put, To: 2, Break: armtest.BreakBefore}, time.Second, 10 * time.Second},
		{"broken after the effect", armtest.Fault{Methods: put, To: 2, Break: armtest.BreakAfter}, time.Second, 10 * time.Second},
		{"answer cut", armtest.Fault{Methods: put, To: 2, Truncate: new(30)}, time.Second, 10 * time.Second},
		{"slow answers", armtest.Fault{Slow: &armtest.Slow{Bytes: 100, Pause: time.Second}}, time.Second, 5 * time.Minute},
		{"reads lag", armtest.Fault{Methods: put, Stale: &armtest.Stale{Reads: 3}}, time.Second, 10 * time.Second},
		{"polls fail", armtest.Fault{Path: "**/operations/*", To: 2, Answer: refuse(500, "InternalServerError", "", 0)}, time.Second, 10 * time.Second},
		{"polls are throttled", armtest.Fault{Path: "**/operations/*", To: 1, Answer: refuse(429, "TooMany", armtest.WaitSeconds, 3*time.Second)}, 3 * time.Second, 4 * time.Second},
		{"polls break", armtest.Fault{Path: "**/operations/*", To: 3, Break: armtest.BreakAfter}, time.Second, 20 * time.Second},
		{"polls are cut", armtest.Fault{Path: "**/operations/*", To: 1, Truncate: new(3)}, 100 * time.Millisecond, 10 * time.Second},
		{"the result breaks", armtest.Fault{Methods: get, Path: "**/virtualNetworks/*", To: 2, Break: armtest.BreakBefore}, time.Second, 10 * time.Second},
		{"the result is not there yet", armtest.Fault{Methods: get, Path: "**/virtualNetworks/*", To: 3, Answer: refuse(404, "ResourceNotFound", "", 0)}, time.Second, 10 * time.Second},
		{"superseded", armtest.Fault{Methods: put, To: 2, Outcome: &armtest.Outcome{Code: "CanceledAndSupersededDueToAnotherOperation", Message: "m"}}, 0, 10 * time.Second},
		{"few requests allowed", armtest.Fault{Throttle: &armtest.Throttle{Size: 1, PerSecond: 0.5}}, 2 * time.Second, 30 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(b bench) {
				fault := inject(b.T, b.world, tt.fault)
				got, err := b.make(b.Context(), "vnet")
				took := b.took()
				b.made(got, err)
				if took < tt.least || took > tt.most {
					t.Errorf("took %v, want %v to %v", took, tt.least, tt.most)
				}
				if tt.fault.To > fault.Hits() || fault.Hits() == 0 {
					t.Errorf("%d hits, want %d", fault.Hits(), tt.fault.To)
				}
			})
		})
	}
}

// A write that is sent again after it took effect already changes nothing more, also where the service
// checks entity tags.
func TestClient_modifySurvivesALostAnswer(t *testing.T) {
	t.Parallel()
	inBubble(t, func(b bench) {
		inject(b.T, b.world, armtest.Fault{Methods: []string{"PUT"}, To: 1, Break: armtest.BreakAfter})
		got, err := b.client.Pools.Modify(b.Context(), b.pool, func(p *ipam.Pool) error {
			p.Tags = map[string]string{"runs": p.Tags["runs"] + "I"}
			return nil
		})
		if err != nil || got.Tags["runs"] != "I" || b.count("PUT", "/main") != 2 {
			t.Errorf("Modify() = %v, %v after %d writes, want one change", got.Tags, err, b.count("PUT", "/main"))
		}
	})
}

func TestClient_deletesSurvive(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]armtest.Fault{
		"broken before":  {Methods: []string{"DELETE"}, To: 1, Break: armtest.BreakBefore},
		"broken after":   {Methods: []string{"DELETE"}, To: 1, Break: armtest.BreakAfter},
		"reads lag":      {Methods: []string{"DELETE"}, Stale: &armtest.Stale{Reads: 3}},
		"polls break":    {Path: "**/operationResults/*", To: 2, Break: armtest.BreakAfter},
		"polls are lost": {Path: "**/operationResults/*", To: 1, Answer: &armtest.Answer{Status: 404, Code: "OperationNotFound"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(b bench) {
				struck := inject(b.T, b.world, fault)
				if err := b.client.Pools.Delete(b.Context(), b.pool, nil); err != nil || b.took() > 20*time.Second || struck.Hits() == 0 {
					t.Errorf("Delete() = %v after %v and %d hits", err, b.took(), struck.Hits())
				}
				if n := len(b.world.Pools()); n != 0 {
					t.Errorf("the world has %d pools after the deletion returned", n)
				}
			})
		})
	}
}

// What never works is tried a few times, where that is safe, and then named.
func TestClient_namesWhatKeepsFailing(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fault armtest.Fault
		is    error
		want  string
	}{
		{"cut", armtest.Fault{Truncate: new(20)}, io.ErrUnexpectedEOF, "the connection broke in the middle of the answer: unexpected EOF"},
		{"broken", armtest.Fault{Break: armtest.BreakBefore}, syscall.ECONNRESET, "no answer from localhost: read tcp: connection reset by peer"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(b bench) {
				fault := inject(b.T, b.world, tt.fault)
				_, err := b.client.Pools.Get(b.Context(), b.pool)
				e, ok := errors.AsType[*azfoundry.OpError](err)
				if !ok || !errors.Is(err, tt.is) || e.Message != tt.want || e.Resource != b.pool.String() {
					t.Errorf("error = %v (%+v), want %q", err, e, tt.want)
				}
				if fault.Hits() != 6 {
					t.Errorf("%d tries, want six", fault.Hits())
				}
			})
		})
	}
}

func TestClient_contextEndsDuringAFault(t *testing.T) {
	t.Parallel()
	const limit = time.Second
	tests := []struct {
		name    string
		fault   armtest.Fault
		pending bool
	}{
		{"slow first answer", armtest.Fault{Methods: []string{"PUT"}, Slow: &armtest.Slow{Pause: time.Minute, Most: time.Hour}}, false},
		{"slow poll", armtest.Fault{Path: "**/operations/*", Slow: &armtest.Slow{Pause: time.Minute, Most: time.Hour}}, true},
		{"slow result", armtest.Fault{Methods: []string{"GET"}, Path: "**/virtualNetworks/*", Slow: &armtest.Slow{Pause: time.Minute, Most: time.Hour}}, true},
		{"endless operation", armtest.Fault{Outcome: &armtest.Outcome{Endless: true}}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(b bench) {
				fault := inject(b.T, b.world, tt.fault)
				ctx, cancel := context.WithTimeout(b.Context(), limit)
				defer cancel()
				_, err := b.make(ctx, "vnet")
				p, pending := errors.AsType[*azfoundry.PendingError](err)
				if !errors.Is(err, context.DeadlineExceeded) || pending != tt.pending || b.took() != limit {
					t.Fatalf("error = %T %v after %v, want the context's end", err, err, b.took())
				}
				if !pending {
					return
				}
				fault.Remove()
				if tt.fault.Outcome != nil {
					b.made(b.make(b.Context(), "vnet")) // takes the place of the endless one
				}
				poller, err := b.client.VirtualNetworks.Resume(p.ResumeToken)
				if err != nil {
					t.Fatal(err)
				}
				b.made(poller.PollUntilDone(b.Context(), nil))
			})
		})
	}
}

func TestClient_operationsThatFail(t *testing.T) {
	t.Parallel()
	get := []string{http.MethodGet}
	tests := []struct {
		name   string
		fault  armtest.Fault
		code   string
		status int
		most   time.Duration
	}{
		{"fails", armtest.Fault{Methods: []string{"PUT"}, Outcome: &armtest.Outcome{Code: "Broken", Message: "it broke"}}, "Broken", 200, 5 * time.Second},
		{"superseded for ever", armtest.Fault{Methods: []string{"PUT"}, Outcome: &armtest.Outcome{Code: "CanceledAndSupersededDueToAnotherOperation"}},
			"CanceledAndSupersededDueToAnotherOperation", 200, time.Minute},
		{"result is never there", armtest.Fault{Methods: get, Path: "**/virtualNetworks/*", Answer: &armtest.Answer{Status: 404, Code: "ResourceNotFound", Message: "m"}}, "ResourceNotFound", 404, 15 * time.Second},
		{"operation is forgotten", armtest.Fault{Path: "**/operations/*", Answer: &armtest.Answer{Status: 404, Code: "OperationNotFound", Message: "m"}}, "OperationNotFound", 404, 5 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(b bench) {
				inject(b.T, b.world, tt.fault)
				_, err := b.make(b.Context(), "vnet")
				e, ok := errors.AsType[*azfoundry.OpError](err)
				if !ok || e.Code != tt.code || e.Status != tt.status || b.took() > tt.most || strings.Contains(err.Error(), "\n") {
					t.Errorf("error = %v (%+v) after %v, want %s", err, e, b.took(), tt.code)
				}
			})
		})
	}
}

func TestClient_listSurvivesAndKeepsAll(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]armtest.Fault{
		"second page busy":   {Path: "**/ipamPools", From: 2, To: 3, Answer: &armtest.Answer{Status: 500, Code: "C"}},
		"second page broken": {Path: "**/ipamPools", From: 2, To: 3, Break: armtest.BreakAfter},
		"every second cut":   {Path: "**/ipamPools", From: 2, Every: 2, Truncate: new(50)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(b bench) {
				for _, n := range []string{"a", "b", "c", "d"} {
					if err := b.world.Put(pool(n), poolBody("", "172.16.0.0/16")); err != nil {
						t.Fatal(err)
					}
				}
				inject(b.T, b.world, fault)
				var got []string
				for p, err := range b.client.Pools.List(b.Context(), b.pool.Manager, &ipam.PoolListOptions{Top: new(int32(2))}) {
					if err != nil {
						t.Fatal(err)
					}
					got = append(got, p.Name)
				}
				if want := []string{"a", "b", "c", "d", "main"}; !slices.Equal(got, want) {
					t.Errorf("pools %v, want %v", got, want)
				}
			})
		})
	}
}

// Addresses that lead elsewhere are not followed, over real sockets: nobody so much as connects.
func TestClient_followsNoLinkElsewhere(t *testing.T) {
	t.Parallel()
	var connections atomic.Int32
	other := httptest.NewUnstartedServer(http.NotFoundHandler())
	other.Config.ConnState = func(net.Conn, http.ConnState) { connections.Add(1) }
	other.StartTLS()
	t.Cleanup(other.Close)
	w := start(t, &armtest.Options{PageSize: 1})
	client, err := ipam.NewClient(credential(t, w, armtest.ManagementTenant, armtest.AdministratorClientID, armtest.AdministratorSecret), w.ClientOptions())
	if err != nil {
		t.Fatal(err)
	}
	id, err := ipam.ParsePoolID(armtest.DefaultPool)
	if err != nil {
		t.Fatal(err)
	}
	body := ipam.Pool{Location: armtest.DefaultRegion, Properties: ipam.PoolProperties{AddressPrefixes: []string{"172.16.0.0/16"}}}
	if _, err := client.Pools.CreateOrUpdate(t.Context(), id.Manager.Pool("own"), body, nil); err != nil {
		t.Fatal(err)
	}
	links := inject(t, w, armtest.Fault{LinksTo: other.URL})
	calls := map[string]func() error{
		"Azure-AsyncOperation": func() error {
			_, err := client.Pools.CreateOrUpdate(t.Context(), id.Manager.Pool("another"), body, nil)
			return err
		},
		"Location": func() error { return client.Pools.Delete(t.Context(), id.Manager.Pool("own"), nil) },
		"nextLink": func() error {
			_, err := azfoundry.Collect(client.Pools.List(t.Context(), id.Manager, nil))
			return err
		},
	}
	for name, call := range calls {
		before := links.Hits()
		if _, ok := errors.AsType[*pin.RefusedError](call()); !ok {
			t.Errorf("%s: error = %v, want the guard's refusal", name, err)
		}
		if links.Hits() != before+1 {
			t.Errorf("%s: %d requests, want one", name, links.Hits()-before)
		}
	}
	if n := connections.Load(); n != 0 {
		t.Errorf("%d connections to the other side", n)
	}
}
