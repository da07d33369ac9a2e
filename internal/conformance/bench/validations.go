// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/azfoundry/azfoundry/gen/specs"
	"github.com/azfoundry/azfoundry/internal/turns"
	"github.com/azfoundry/azfoundry/ipam"
)

// micro is the absolute target for validating a valid body: a microsecond and no allocation.
var micro = turns.Target{Time: 1000, Allocs: 0}

// validations check bodies that are valid: once decoded, and from their bytes.
func validations() ([]turns.Comparison, error) {
	b, err := loadBodies()
	if err != nil {
		return nil, err
	}
	draw, err := json.Marshal(drawing())
	if err != nil {
		return nil, err
	}
	p, err1 := validator[ipam.Pool]("pool", b.pool)
	d, err2 := validator[ipam.VirtualNetwork]("virtualnetwork", draw)
	n, err3 := validator[ipam.VirtualNetwork]("virtualnetwork", b.network)
	return []turns.Comparison{
		{Name: "validate a pool", Peers: p.decoded(), Targets: []turns.Target{micro}},
		{Name: "validate a network that draws from a pool", Peers: d.decoded(), Targets: []turns.Target{micro}},
		{Name: "validate a network of four subnets", Peers: n.decoded()},
		{Name: "decode and validate a pool", Peers: p.bytes()},
		{Name: "decode and validate a network of four subnets", Peers: n.bytes()},
	}, errors.Join(err1, err2, err3)
}

// drawing is the body of the project's story.
func drawing() ipam.VirtualNetwork {
	return ipam.VirtualNetwork{Location: "eastus", Properties: ipam.VirtualNetworkProperties{AddressSpace: ipam.AddressSpace{
		IPAMPoolPrefixAllocations: []ipam.PoolAllocation{{
			NumberOfIPAddresses: "100", Pool: ipam.PoolReference{ID: poolID.String()},
		}},
	}}}
}

// subject is a valid body and the two ways to check it.
type subject[T any, M model[T]] struct {
	body   []byte
	schema *jsonschema.Schema
	model  T
	value  any
}

// model is what a pointer to one of our models can do.
type model[T any] interface {
	*T
	json.Unmarshaler
	Validate() error
}

func validator[T any, M model[T]](spec string, body []byte) (*subject[T, M], error) {
	schema, err := specs.Compile("ipam", spec+".schema.json")
	s := &subject[T, M]{body: body, schema: schema}
	return s, errors.Join(err, M(&s.model).UnmarshalJSON(body), json.Unmarshal(body, &s.value))
}

func (s *subject[T, M]) decoded() []turns.Peer {
	return []turns.Peer{
		{Name: turns.Ours, Do: func(context.Context) error { return M(&s.model).Validate() }},
		{Name: "jsonschema", Do: func(context.Context) error { return s.schema.Validate(s.value) }},
	}
}

func (s *subject[T, M]) bytes() []turns.Peer {
	return []turns.Peer{
		{Name: turns.Ours, Do: func(context.Context) error {
			var m T
			if err := M(&m).UnmarshalJSON(s.body); err != nil {
				return err
			}
			return M(&m).Validate()
		}},
		{Name: "jsonschema", Do: func(context.Context) error {
			var value any
			if err := json.Unmarshal(s.body, &value); err != nil {
				return err
			}
			return s.schema.Validate(value)
		}},
	}
}
