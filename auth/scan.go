// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"bytes"
	"iter"

	"github.com/azfoundry/azfoundry/internal/armid"
)

const (
	subscriptionsSegment = "subscriptions"
	providersSegment     = "providers"
	guidLength           = 36
)

// linkedSubscriptions yields the subscription, as it is spelled and within the body, of each full resource id in a JSON
// body: /subscriptions/{guid}/…/providers/… within one string, keywords in any case, slashes bare or
// escaped as \/. It yields none twice in a row, since most bodies refer to one subscription many times.
// It takes time linear in the body, and allocates for what it yields only.
func linkedSubscriptions(body []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		var yielded []byte
		end, last := 0, -1 // the end of the string literal at hand, and its last /providers/
		for at := 0; ; {
			slash := bytes.IndexByte(body[at:], '/')
			if slash < 0 {
				return
			}
			at += slash + 1
			if at == len(body) || body[at]|0x20 != subscriptionsSegment[0] {
				continue // as behind nearly every slash
			}
			guid, after := subscriptionAt(body, at, yielded)
			if guid == nil {
				continue
			}
			if after >= end {
				end = literalEnd(body, after)
				last = lastProviders(body[:end], after)
			}
			if last < after {
				continue
			}
			yielded = guid
			if !yield(yielded) {
				return
			}
		}
	}
}

// subscriptionAt reads subscriptions/{guid} at a position behind a slash. It returns the GUID, nil for
// none but the known one, and where it ends, which is before another slash.
func subscriptionAt(body []byte, at int, known []byte) (guid []byte, after int) {
	at, ok := segment(body, at, subscriptionsSegment)
	if !ok || at+guidLength > len(body) {
		return nil, 0
	}
	guid, after = body[at:at+guidLength], at+guidLength
	if bytes.Equal(guid, known) || !armid.IsGUID(guid) {
		return nil, 0
	}
	if _, more := skipSlash(body, after); !more {
		return nil, 0
	}
	return guid, after
}

// segment reads a keyword, nearly always in the usual case, and the slash behind it.
func segment(body []byte, at int, keyword string) (int, bool) {
	if at+len(keyword) > len(body) {
		return 0, false
	}
	if word := body[at : at+len(keyword)]; string(word) != keyword && !bytes.EqualFold(word, []byte(keyword)) {
		return 0, false
	}
	return skipSlash(body, at+len(keyword))
}

// skipSlash reads a slash, which JSON may escape.
func skipSlash(body []byte, at int) (int, bool) {
	if at < len(body) && body[at] == '\\' {
		at++
	}
	return at + 1, at < len(body) && body[at] == '/'
}

// literalEnd returns where the string literal around a position ends.
func literalEnd(body []byte, at int) int {
	if i := bytes.IndexByte(body[at:], '"'); i >= 0 {
		return at + i
	}
	return len(body)
}

// lastProviders returns the position of the last /providers/ from a position on that something
// follows, -1 for none.
func lastProviders(text []byte, from int) int {
	for end := len(text); ; {
		at := bytes.LastIndexByte(text[from:end], '/')
		if at < 0 {
			return -1
		}
		end = from + at
		if behind, ok := segment(text, end+1, providersSegment); ok && behind < len(text) && text[behind] != '\\' {
			return end
		}
	}
}
