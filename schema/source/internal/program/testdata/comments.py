# payload = {"nodeId": "1", "fieldName": "a", "fieldValue": "b"}
def f():
    """{"not": "a request"}"""
    return [dict(nodeId="2", fieldName="text", fieldValue=r"a\b"), {"other": 1}]
