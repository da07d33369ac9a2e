// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// read reads an answer in pieces.
func read(text string, events bool, size int) Usage {
	r := newUsageReader(events)
	for len(text) > 0 {
		n := min(size, len(text))
		r.write([]byte(text[:n]))
		text = text[n:]
	}
	return r.usage
}

func TestUsageReader(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		events bool
		text   string
		want   Usage
	}{
		{"chat completion", false, `{"id":"1","choices":[],"usage":{"prompt_tokens":8,"completion_tokens":1,"total_tokens":9}}`, Usage{true, 8, 1, 9}},
		{"embeddings", false, `{"usage":{"prompt_tokens":8,"total_tokens":8}}`, Usage{true, 8, 0, 8}},
		{"response", false, `{"object":"response","usage":{"input_tokens":5,"input_tokens_details":{"cached_tokens":1},"output_tokens":7,"total_tokens":12}}`, Usage{true, 5, 7, 12}},
		{"message", false, `{"type":"message","usage":{"input_tokens":5,"output_tokens":7}}`, Usage{true, 5, 7, 12}},
		{"message with a cache", false, `{"usage":{"input_tokens":5,"cache_creation_input_tokens":20,"cache_read_input_tokens":300,"output_tokens":7}}`, Usage{true, 325, 7, 332}},
		{"both names", false, `{"usage":{"prompt_tokens":5,"input_tokens":5,"completion_tokens":7,"output_tokens":7}}`, Usage{true, 5, 7, 12}},
		{"none", false, `{"choices":[{"usage":{"total_tokens":5}}]}`, Usage{}},
		{"broken", false, `{"usage":{"total_tokens":5`, Usage{}},
		{"text", false, `{"usage":"5"}`, Usage{}},
		{"deceptive", false, `{"a":"\"usage\":{\"total_tokens\":5}"}`, Usage{}},
		{"no numbers", false, `{"usage":{"total_tokens":"5"}}`, Usage{}},
		{"less than nothing", false, `{"usage":{"total_tokens":-5,"prompt_tokens":3}}`, Usage{true, 3, 0, 3}},
		{"more than all", false, `{"usage":{"prompt_tokens":1e30,"completion_tokens":1e30,"total_tokens":1e30}}`, Usage{true, 1 << 40, 1 << 40, 1 << 40}},
		{
			"stream of chat completions", true,
			"data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":null}\n\n" +
				"data: {\"choices\":[],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":2,\"total_tokens\":10}}\n\ndata: [DONE]\n\n",
			Usage{true, 8, 2, 10},
		},
		{"stream without usage", true, "data: {\"choices\":[]}\n\ndata: [DONE]\n\n", Usage{}},
		{
			"stream of a response", true,
			"event: response.created\r\ndata: {\"response\":{\"usage\":null}}\r\n\r\n: comment {\"usage\":{\"total_tokens\":99}}\r\n\r\n" +
				"event: response.completed\r\ndata:{\"type\":\"response.completed\",\"response\":{\"usage\":{\"input_tokens\":3,\"output_tokens\":4,\"total_tokens\":7}}}\r\n\r\n",
			Usage{true, 3, 4, 7},
		},
		{
			"stream of a message", true,
			"event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":25,\"output_tokens\":1}}}\n\n" +
				"event: message_delta\ndata: {\"type\":\"message_delta\",\"usage\":{\"output_tokens\":15}}\n\n",
			Usage{true, 25, 15, 40},
		},
		{"several lines of data", true, "data: {\"usage\":\ndata: {\"total_tokens\":6}\ndata: }\n\n", Usage{true, 0, 0, 6}},
		{"carriage returns alone", true, "data: {\"usage\":{\"total_tokens\":6}}\r\rdata: x\r\r", Usage{true, 0, 0, 6}},
		{"another field", true, "database: {\"usage\":{\"total_tokens\":6}}\n\nid: {\"usage\":{\"total_tokens\":6}}\n\n", Usage{}},
		{"after broken data", true, "data: {\"usage\"\n\ndata: {\"usage\":{\"total_tokens\":6}}\n\n", Usage{true, 0, 0, 6}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, size := range []int{1, 2, 5, 1 << 20} {
				if diff := cmp.Diff(tt.want, read(tt.text, tt.events, size)); diff != "" {
					t.Errorf("in pieces of %d (-want +got)\n%s", size, diff)
				}
			}
		})
	}
}

// The pieces in which an answer comes make no difference, nor does what it holds make numbers that no count can
// take.
func FuzzUsageReader(f *testing.F) {
	f.Add("data: {\"usage\":{\"total_tokens\":6}}\r\n\r\n", true, uint8(1))
	f.Add("data:{\"usage\":\ndata:{\"prompt_tokens\":1e9}}\n\n:x\ndata\n", true, uint8(4))
	f.Add(`{"response":{"usage":{"input_tokens":3}}}`, false, uint8(2))
	f.Fuzz(func(t *testing.T, text string, events bool, size uint8) {
		whole, pieces := read(text, events, len(text)+1), read(text, events, int(size)+1)
		if whole != pieces {
			t.Errorf("%+v whole, %+v in pieces of %d", whole, pieces, int(size)+1)
		}
		for _, n := range []int64{whole.Input, whole.Output, whole.Total} {
			if n < 0 || n > maxTokens || n > 0 && !whole.Known {
				t.Errorf("%+v", whole)
			}
		}
		if events && whole.Known && !strings.Contains(text, "data") {
			t.Errorf("%+v of a stream without data", whole)
		}
	})
}

func BenchmarkUsageReader(b *testing.B) {
	event := []byte(`data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":0,"model":"gpt-4o","choices":[{"index":0,"delta":{"content":" word"},"finish_reason":null}],"usage":null}` + "\n\n")
	r := newUsageReader(true)
	b.SetBytes(int64(len(event)))
	b.ReportAllocs()
	for b.Loop() {
		r.write(event)
	}
}
