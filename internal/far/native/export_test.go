package native

// Left is how many terminals wait for a window.
func Left(n *Server) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.left)
}
