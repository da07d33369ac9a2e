// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package azfoundry

import "time"

// Time is a point in time as the service wrote it (RFC 3339, often with seven digits of a second). It
// is a string so that it survives a round trip digit for digit. The zero value means absent.
type Time string

// TimeOf returns t in the service's form, in UTC with seven digits.
func TimeOf(t time.Time) Time {
	return Time(t.UTC().Format("2006-01-02T15:04:05.0000000Z"))
}

// Time parses the text. It fails on text that is not RFC 3339, and on the zero value.
func (t Time) Time() (time.Time, error) { return time.Parse(time.RFC3339Nano, string(t)) }
