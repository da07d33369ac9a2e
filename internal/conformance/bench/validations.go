// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/azfoundry/azfoundry/gen/specs"
	"github.com/azfoundry/azfoundry/ipam"
)

// micro is the absolute target for validating a valid body: a microsecond and no allocation.
var micro = target{time: 1000, allocs: 0}

// validations check bodies that are valid: once decoded, and from their bytes.
func validations() ([]comparison, error) {
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
	return []comparison{
		{"validate a pool", p.decoded(), []target{micro}},
		{"validate a network that draws from a pool", d.decoded(), []target{micro}},
		{"validate a network of four subnets", n.decoded(), nil},
		{"decode and validate a pool", p.bytes(), nil},
		{"decode and validate a network of four subnets", n.bytes(), nil},
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

func (s *subject[T, M]) decoded() []peer {
	return []peer{
		{ours, func(context.Context) error { return M(&s.model).Validate() }},
		{"jsonschema", func(context.Context) error { return s.schema.Validate(s.value) }},
	}
}

func (s *subject[T, M]) bytes() []peer {
	return []peer{
		{ours, func(context.Context) error {
			var m T
			if err := M(&m).UnmarshalJSON(s.body); err != nil {
				return err
			}
			return M(&m).Validate()
		}},
		{"jsonschema", func(context.Context) error {
			var value any
			if err := json.Unmarshal(s.body, &value); err != nil {
				return err
			}
			return s.schema.Validate(value)
		}},
	}
}
