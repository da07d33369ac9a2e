// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
)

// Every member of an official model, known to ours or not, survives a trip through our model.
func TestModels_keepEveryOfficialMember(t *testing.T) {
	t.Parallel()
	for _, m := range models() {
		if m.secret {
			continue // no trip that leaves the process shows them
		}
		t.Run(m.name(), func(t *testing.T) {
			t.Parallel()
			want := (&filler{depth: 8}).value(t, m.theirs)
			ours, back := reflect.New(m.ours), reflect.New(m.theirs)
			convert(t, want.Interface(), ours.Interface())
			convert(t, ours.Interface(), back.Interface())
			if d := cmp.Diff(want.Interface(), back.Elem().Interface()); d != "" {
				t.Errorf("lost or changed (-before +after):\n%s", d)
			}
			if d := diff(t, want.Interface(), ours.Interface()); d != "" {
				t.Errorf("JSON differs (-official +ours):\n%s", d)
			}
		})
	}
}

// Every member that our models name is one that the official model names, of the same kind: the
// official model drops what it does not know.
func TestModels_nameOnlyOfficialMembers(t *testing.T) {
	t.Parallel()
	for _, m := range models() {
		if m.secret || m.wider {
			continue
		}
		t.Run(m.name(), func(t *testing.T) {
			t.Parallel()
			want := (&filler{depth: 8}).value(t, m.ours)
			theirs := reflect.New(m.theirs)
			convert(t, want.Interface(), theirs.Interface())
			if d := diff(t, want.Interface(), theirs.Interface()); d != "" {
				t.Errorf("JSON differs (-ours +official):\n%s", d)
			}
		})
	}
}

// convert encodes from and decodes it into to.
func convert(t *testing.T, from, to any) {
	t.Helper()
	b, err := json.Marshal(from)
	if err == nil {
		err = json.Unmarshal(b, to)
	}
	if err != nil {
		t.Fatalf("convert %T to %T: %v", from, to, err)
	}
}

// filler makes values in which nothing is zero, down to some depth, and no text stands twice.
type filler struct {
	depth int
	count int
	above []reflect.Type
}

func (f *filler) value(t *testing.T, typ reflect.Type) reflect.Value {
	t.Helper()
	v := reflect.New(typ).Elem()
	f.fill(v)
	if f.count == 0 {
		t.Fatalf("nothing of %v was filled", typ)
	}
	return v
}

// skipped are the fields that no value is made for: what our models do not know.
var skipped = reflect.TypeFor[jsontext.Value]()

// fill sets v. It leaves alone what would contain itself.
func (f *filler) fill(v reflect.Value) {
	f.count++
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2026, 3, 2, 9, 15, f.count%60, 123456700, time.UTC)))
		return
	case azfoundry.Time:
		v.SetString(fmt.Sprintf("2026-03-02T09:15:%02d.1234567Z", f.count%60))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		f.fields(v)
	case reflect.Pointer:
		if f.enters(v.Type().Elem()) {
			v.Set(reflect.New(v.Type().Elem()))
			f.fill(v.Elem())
		}
	case reflect.Slice:
		if f.enters(v.Type().Elem()) {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
			f.fill(v.Index(0))
			f.fill(v.Index(1))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 2 {
			item := reflect.New(v.Type().Elem()).Elem()
			f.fill(item)
			v.SetMapIndex(reflect.ValueOf(fmt.Sprint("key ", f.count)), item)
		}
	default:
		f.scalar(v)
	}
}

func (f *filler) fields(v reflect.Value) {
	f.above = append(f.above, v.Type())
	for field, value := range v.Fields() {
		if field.IsExported() && field.Type != skipped {
			f.fill(value)
		}
	}
	f.above = f.above[:len(f.above)-1]
}

// enters reports whether a value of this type, or of what it points to, can stand here.
func (f *filler) enters(typ reflect.Type) bool {
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	return typ.Kind() != reflect.Struct || typ == reflect.TypeFor[time.Time]() ||
		len(f.above) < f.depth && !slices.Contains(f.above, typ)
}

func (f *filler) scalar(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("text %d é<&>\u2028", f.count))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(int64(f.count))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(f.count) + 0.5)
	}
}
