// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"encoding/json"
	"time"
)

// input is a request as the peers that are programs of Go read it.
type input struct {
	Action       string    `json:"action"`
	Suboperation string    `json:"suboperation"`
	Container    string    `json:"container"`
	TagKeys      []string  `json:"tagKeys"`
	Level        string    `json:"level"`
	Clearance    string    `json:"clearance"`
	Now          time.Time `json:"now"`
	Requested    string    `json:"requested"`
	Assigned     string    `json:"assigned"`
}

func (in *input) facts() facts {
	return facts{
		action: in.Action, suboperation: in.Suboperation, container: in.Container, tagKeys: in.TagKeys, level: in.Level,
		clearance: in.Clearance, now: in.Now, requested: in.Requested, assigned: in.Assigned,
	}
}

// linesOf writes requests as the peers read them.
func linesOf(requests []facts) ([][]byte, error) {
	lines := make([][]byte, len(requests))
	for i, f := range requests {
		var err error
		if lines[i], err = json.Marshal(f.named()); err != nil {
			return nil, err
		}
	}
	return lines, nil
}
