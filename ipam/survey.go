// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"slices"

	"go4.org/netipx"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/rest"
)

// survey is one preflight under way.
type survey struct {
	pools    *PoolsClient
	findings []Finding
	answered bool  // whether anything could be read
	failure  error // the first read that failed
}

// newSurvey reads pools with their client, or with the own one where that is nil.
func newSurvey(own *rest.Client, pools *PoolsClient) *survey {
	if pools == nil {
		pools = &PoolsClient{rest: own}
	}
	return &survey{pools: pools}
}

// checked is an id or a body that can be checked before the wire.
type checked interface{ Validate() error }

// refused returns the faults of an id and a body together, as one *azfoundry.ValidationError. The body
// counts unless the context says otherwise, as for the write.
func refused(ctx context.Context, op string, id rest.ID, in checked) error {
	all := []checked{id, in}
	if azfoundry.ValidationDisabled(ctx) {
		all = all[:1]
	}
	var faults []azfoundry.Fault
	for _, v := range all {
		err := v.Validate()
		e, ok := errors.AsType[*azfoundry.ValidationError](err)
		if err != nil && !ok {
			return err
		}
		if ok {
			faults = append(faults, e.Faults...)
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return &azfoundry.ValidationError{Op: op, Resource: id.String(), Faults: faults}
}

// heard takes note of a read and reports whether it found something. That there is nothing is an
// answer too.
func (s *survey) heard(pointer, what string, err error) bool {
	if err == nil || missing(err) {
		s.answered = true
		return err == nil
	}
	if s.failure == nil {
		s.failure = err
	}
	s.findings = append(s.findings, Finding{Severity: SeverityUnknown, Err: err, Fault: azfoundry.Fault{
		Pointer: pointer, Rule: "unreadable", Message: what + " could not be read, so that nothing is known of it",
		Advice: "ask with a client of its tenant that may read it, or see whether the write works",
	}})
	return false
}

// missing reports whether a read found that there is nothing. An unknown subscription may be one that
// only another tenant knows.
func missing(err error) bool {
	e, ok := errors.AsType[*azfoundry.OpError](err)
	return ok && e.Status == http.StatusNotFound && e.Code != "SubscriptionNotFound"
}

// refuse adds a reason for which the service will refuse the write.
func (s *survey) refuse(f azfoundry.Fault, cause error) {
	s.findings = append(s.findings, Finding{Fault: f, Severity: SeverityError, Err: cause})
}

// report ends the survey.
func (s *survey) report(ctx context.Context) (Report, error) {
	if s.failure != nil && (!s.answered || ctx.Err() != nil) {
		return Report{}, s.failure
	}
	return Report{Findings: s.findings}, nil
}

// poolState is what was read of a pool.
type poolState struct {
	id   PoolID
	body *Pool         // nil where it could not be read
	free *netipx.IPSet // nil where the usage could not be read
}

// pool reads a pool and its usage, and whether the caller may do the action there.
func (s *survey) pool(ctx context.Context, pointer string, id PoolID, need right) poolState {
	p := poolState{id: id}
	body, err := s.pools.Get(ctx, id)
	switch {
	case s.heard(pointer, "the pool", err):
		p.body = &body
	case missing(err):
		s.refuse(azfoundry.Fault{
			Pointer: pointer, Rule: "PoolNotFound", Message: "the pool does not exist", Got: id.String(), Advice: "create it first, or correct its id",
		}, nil)
		return p
	}
	usage, err := s.pools.Usage(ctx, id)
	if s.heard(pointer, "the usage of the pool", err) {
		p.free = addresses(usage.AvailableAddressPrefixes)
	}
	s.permit(ctx, pointer, id, need)
	return p
}

// family returns the family of all prefixes of the pool; 0 for an unknown pool and for one of both.
func (p *poolState) family() family {
	if p.body == nil {
		return 0
	}
	return familyOf(addresses(p.body.Properties.AddressPrefixes))
}

// familyOf returns the family of all addresses; 0 for none and for both.
func familyOf(s *netipx.IPSet) family {
	all := s.Prefixes()
	is4 := func(p netip.Prefix) bool { return p.Addr().Is4() }
	switch {
	case len(all) == 0:
		return 0
	case !slices.ContainsFunc(all, is4):
		return 6
	case !slices.ContainsFunc(all, func(p netip.Prefix) bool { return !is4(p) }):
		return 4
	}
	return 0
}

// of returns the addresses of one family; all of them for 0.
func (f family) of(s *netipx.IPSet) *netipx.IPSet {
	var b netipx.IPSetBuilder
	for _, p := range s.Prefixes() {
		if f == 0 || p.Addr().Is4() == (f == 4) {
			b.AddPrefix(p)
		}
	}
	return build(&b)
}

// room finds a number that does not fit: into the free addresses, beyond those held already.
func (s *survey) room(pointer string, want Count, held, free *netipx.IPSet) (lacks bool) {
	if want == "" {
		return false
	}
	more := want.Int()
	more.Sub(more, size(held))
	if more.Sign() < 0 {
		s.refuse(azfoundry.Fault{
			Pointer: pointer, Rule: "decrease", Message: "a number can be raised only, and " + size(held).String() + " addresses are held already",
			Got: string(want), Advice: "ask for at least as many, or delete and create anew",
		}, nil)
		return false
	}
	return more.Sign() > 0 && !fits(more, free.Prefixes())
}
