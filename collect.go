// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package azfoundry

import "iter"

// Collect reads a list to its end and returns its items. On an error it returns that error with the
// items read so far.
func Collect[T any](seq iter.Seq2[T, error]) ([]T, error) {
	var items []T
	for item, err := range seq {
		if err != nil {
			return items, err
		}
		items = append(items, item)
	}
	return items, nil
}
