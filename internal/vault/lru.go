package vault

import (
	"container/list"
	"sync"
)

// lru keeps the limit most recently used values.
type lru[K comparable, V any] struct {
	mu    sync.Mutex
	limit int
	items map[K]*list.Element
	order *list.List // front: most recent; holds *entry[K, V]
}

type entry[K comparable, V any] struct {
	key   K
	value V
}

func newLRU[K comparable, V any](limit int) *lru[K, V] {
	return &lru[K, V]{limit: limit, items: map[K]*list.Element{}, order: list.New()}
}

func (c *lru[K, V]) get(k K) (v V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.items[k]
	if !ok {
		return v, false
	}
	c.order.MoveToFront(e)
	return e.Value.(*entry[K, V]).value, true
}

// change calls fn with the value of k, a zero one if none is kept, and drops the oldest when there are too many.
func (c *lru[K, V]) change(k K, fn func(*V)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.items[k]
	if !ok {
		e = c.order.PushFront(&entry[K, V]{key: k})
		c.items[k] = e
	}
	c.order.MoveToFront(e)
	fn(&e.Value.(*entry[K, V]).value)
	if c.order.Len() > c.limit {
		delete(c.items, c.order.Remove(c.order.Back()).(*entry[K, V]).key)
	}
}

// drop forgets a value.
func (c *lru[K, V]) drop(k K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.items[k]; ok {
		delete(c.items, c.order.Remove(e).(*entry[K, V]).key)
	}
}
