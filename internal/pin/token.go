// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package pin

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
)

// CheckToken refuses a resume token in which any text is an address at another origin. azcore's tokens
// are unsigned JSON whose asyncURL, locURL, origURL, pollURL and others are polled as they are, so
// every string is looked at, whatever its member is called and however deep or often it stands there.
// The token itself is in no error: its addresses may be signed.
func (h *Hosts) CheckToken(resumeToken string) error {
	const advice = "give the text that a poller's ResumeToken returned"
	if !json.Valid([]byte(resumeToken)) || !strings.HasPrefix(strings.TrimSpace(resumeToken), "{") {
		return errors.New("the resume token is damaged: it is no JSON object; " + advice)
	}
	dec := json.NewDecoder(strings.NewReader(resumeToken))
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errors.New("the resume token is damaged; " + advice)
		}
		if s, ok := tok.(string); ok {
			if err := h.checkText(s); err != nil {
				return fmt.Errorf("the resume token names another host: %w", err)
			}
		}
	}
}

// checkText passes text that is no absolute address, and addresses at the origins.
func (h *Hosts) checkText(s string) error {
	u, err := url.Parse(s)
	if err != nil {
		if strings.Contains(s, "//") {
			return &RefusedError{Why: "an address in it cannot be read"}
		}
		return nil
	}
	if u.Host == "" && u.Opaque == "" && !strings.HasPrefix(u.Scheme, "http") {
		return nil
	}
	return h.Check(u)
}
