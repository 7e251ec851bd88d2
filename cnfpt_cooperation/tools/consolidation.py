"""The text of an instrument, article by article, as its amendments change it."""


class ArticleTree:
    """Articles whose numbers never change, whatever is added or removed later.

    Those of the instrument itself, and those added at its end, are numbered 1, 2, 3;
    what is added behind article 3 is 3-1, then 3-2, and behind 3-1 it is 3-1-1. A
    number that was removed is never given again.

    >>> tree = ArticleTree()
    >>> tree.add("a", "Purpose"), tree.add("b", "Term"), tree.add("c", "Data", "a")
    ('1', '2', '1-1')
    >>> tree.replace("b", "Longer term")
    >>> tree.remove("a")
    >>> tree.list_articles()
    [('1-1', 'Data'), ('2', 'Longer term')]
    """

    def __init__(self):
        self._children = {None: []}
        self._values = {}
        self.numbers = {}

    def add(self, key, value, behind=None):
        """Add an article, at the end or behind another, and return its number.

        :param value: None keeps the number of an article that is not in the text
        """
        siblings = self._children[behind]
        siblings.append(key)
        prefix = f"{self.numbers[behind]}-" if behind is not None else ""
        self._children[key] = []
        self._values[key] = value
        self.numbers[key] = f"{prefix}{len(siblings)}"
        return self.numbers[key]

    def has(self, key):
        """Return whether an article is in the text."""
        return self.get(key) is not None

    def get(self, key):
        """Return what words an article, None when it is not in the text."""
        return self._values.get(key)

    def replace(self, key, value):
        """Replace an article; what was removed before stays removed."""
        if self.has(key):
            self._values[key] = value

    def remove(self, key):
        """Take an article out of the text; its number stays its own."""
        self._values[key] = None

    def list_articles(self):
        """Return numbers and values of the articles of the text, in its order."""
        found = []
        stack = list(reversed(self._children[None]))
        while stack:
            key = stack.pop()
            if self.has(key):
                found.append((self.numbers[key], self._values[key]))
            stack.extend(reversed(self._children[key]))
        return found
