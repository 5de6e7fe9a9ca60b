package vault

import (
	"container/list"
	"sync"
)

// lru keeps the limit most recently used values. Values are only touched under its lock, so that dropping one may wipe it.
type lru[K comparable, V any] struct {
	mu    sync.Mutex
	limit int
	items map[K]*list.Element
	order *list.List // front: most recent; holds *entry[K, V]
	drop  func(*V)
}

type entry[K comparable, V any] struct {
	key   K
	value V
}

func newLRU[K comparable, V any](limit int, drop func(*V)) *lru[K, V] {
	return &lru[K, V]{limit: limit, items: map[K]*list.Element{}, order: list.New(), drop: drop}
}

// read calls fn with the value of k, if it is kept. fn must not keep what the value points to if drop wipes it.
func (c *lru[K, V]) read(k K, fn func(*V)) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.items[k]
	if !ok {
		return false
	}
	c.order.MoveToFront(e)
	fn(&e.Value.(*entry[K, V]).value)
	return true
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
		c.dropOldest()
	}
}

func (c *lru[K, V]) dropOldest() {
	old := c.order.Remove(c.order.Back()).(*entry[K, V])
	delete(c.items, old.key)
	if c.drop != nil {
		c.drop(&old.value)
	}
}
